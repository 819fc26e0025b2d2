# shellcheck shell=dash
# The machine and its services.

host() {
  local host_os
  host_os=$(sed -n 's/^PRETTY_NAME=//p' "$ROOT/etc/os-release" | tr -d "\"'")
  record host "$host_os" "$(cut -d . -f 1 /proc/uptime)"
}

# services NAME...: reports each of them, and any service of PostgreSQL, Apache and firewalld. Debian's postgresql.service only starts
# others, and is left out.
services() {
  local services_up
  services_up=$(cut -d . -f 1 /proc/uptime)
  systemctl show -p Id -p LoadState -p ActiveState -p UnitFileState -p Type -p StateChangeTimestampMonotonic \
    "$@" firewalld apache2 httpd 'postgresql*.service' | awk -F = -v up="$services_up" '
    function flush() {
      if (is["Id"] != "" && !(is["Id"] ~ /^postgresql/ && is["Type"] == "oneshot")) {
        sub(/\.service$/, "", is["Id"])
        printf "service\t%s\t%s\t%s\t%s\t%d\n", is["Id"], is["LoadState"], is["ActiveState"], is["UnitFileState"],
          up - is["StateChangeTimestampMonotonic"] / 1000000
      }
      split("", is)
    }
    $0 == "" { flush(); next }
    { key = $1; sub(/^[^=]*=/, ""); is[key] = $0 }
    END { flush() }'
}
