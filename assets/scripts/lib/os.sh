# shellcheck shell=dash
# What kind of host this is.

# os_field KEY: prints the value of KEY in os-release.
os_field() {
  sed -n "s/^$1=//p" "$ROOT/etc/os-release" 2>/dev/null | head -n 1 | tr -d "\"'"
}

# os_family: prints dnf (RHEL and related systems), apt (Debian, Ubuntu) or nothing. The programs present do not count: Debian has a dnf.
os_family() {
  local word
  for word in $(os_field ID) $(os_field ID_LIKE); do
    case "$word" in
      rhel | fedora | centos | rocky | almalinux | ol) echo dnf && return 0 ;;
      debian | ubuntu) echo apt && return 0 ;;
    esac
  done
}
