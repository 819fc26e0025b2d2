# shellcheck shell=sh
# What kind of host this is.

# os_field KEY: from os-release.
os_field() {
  sed -n "s/^$1=//p" "$ROOT/etc/os-release" 2>/dev/null | head -n 1 | tr -d "\"'"
}

# os_family: dnf (RHEL and its like), apt (Debian, Ubuntu), or nothing. Not by the programs present: Debian has a dnf.
os_family() {
  for os_word in $(os_field ID) $(os_field ID_LIKE); do
    case "$os_word" in
      rhel | fedora | centos | rocky | almalinux | ol) echo dnf && return 0 ;;
      debian | ubuntu) echo apt && return 0 ;;
    esac
  done
}
