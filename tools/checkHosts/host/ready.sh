# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  judge require_writable "$ROOT/var/lib" "$ROOT/etc"
  judges
  tell fact os "$(os_field PRETTY_NAME)"
  tell fact system "$(os_field ID) $(os_field VERSION_ID)"
  tell fact firewall "$(firewall)"
  tell fact selinux "$(selinux)"
  if command -v haproxy >/dev/null; then
    tell fact haproxy "$(haproxy -v 2>/dev/null | sed -n '1s/^HA-\{0,1\}Proxy version \([0-9.]*\).*/\1/p')"
  fi
  case "$apache" in
    httpd | apache2) tell fact apache "$({ command -v "$apache" >/dev/null && "$apache" -v 2>/dev/null; } | sed -n 's|^Server version: Apache/\([0-9.]*\).*|\1|p')" ;;
  esac
  for port in $(args port); do judge foresee_version "$port"; done
}

# foresee_version PORT
foresee_version() {
  local version
  version=$(ask "$1" 'SHOW server_version_num;')
  tell fact postgresql "$((version / 10000))"
}
