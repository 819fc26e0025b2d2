# shellcheck shell=dash
# Addresses and ports that a configuration binds. 'haproxy -c' does not check whether they are available. During a reload that finds one taken,
# the live worker accepts no connections for up to 2 s.

need haproxy listeners

# haproxy_binds < CONFIG: prints 'ADDRESS PORT', a line each, whichever of HAProxy's notations they have, including the local peer's. Sockets
# of other kinds, and names, are left out.
haproxy_binds() {
  awk -v peer="$(arg local_peer)" -f "$TOOLKIT/files/haproxy-bind.awk" -f "$TOOLKIT/files/haproxy-binds.awk"
}

# haproxy_live_binds: prints those that HAProxy may have now, according to its files. The last good configuration counts too: the live file
# may have been edited by hand, or be gone.
haproxy_live_binds() {
  if service_active haproxy; then
    { cat "$HAPROXY_CFG" "${PART_FILE:-/dev/null}" "$STATE/$STEP/good.cfg" 2>/dev/null || true; } | haproxy_binds
  fi
}

# require_binds CONFIG [PORT]: ends the step when one cannot be bound. A port that HAProxy itself has by now, and PORT, are not tried.
require_binds() {
  local address bind_port bind_owner bind_try said
  haproxy_binds <"$1" >"$STATE/$STEP/.binds"
  while read -r address bind_port; do
    if [ "$bind_port" = "${2-}" ]; then continue; fi
    bind_owner=$(stranger_at "$address" "$bind_port" haproxy.service)
    bind_try=$bind_port
    if [ -z "$bind_owner" ] && haproxy_has_bound "$address" "$bind_port"; then
      case "$address" in '*' | ::) continue ;; esac
      # HAProxy may have it on all addresses: whether this host has the address shows on any port.
      bind_try=0
    fi
    said=$(try_bind "$address" "$bind_try")
    case "$said" in
      '') ;;
      *' already in use'*)
        fail "port $bind_port, which HAProxy should get, belongs to ${bind_owner:-another program}; the live configuration is untouched" \
          "stop that, or choose another port"
        ;;
      *)
        fail "HAProxy cannot have $address:$bind_port (${said##*: }); the live configuration is untouched" \
          "give it an address that this host has"
        ;;
    esac
  done <"$STATE/$STEP/.binds"
}

# haproxy_has_bound ADDRESS PORT: succeeds when a socket there is HAProxy's or, where the kernel does not show whose it is, when HAProxy's
# files have that port, on whichever address.
haproxy_has_bound() {
  local bound_inode
  service_active haproxy || return 1
  for bound_inode in $(listeners "$1" "$2" | cut -d ' ' -f 2); do
    if [ -n "$(socket_processes "$bound_inode")" ] || haproxy_live_binds | grep -q " $2\$"; then return 0; fi
  done
  return 1
}

# try_bind ADDRESS PORT: prints the error if it cannot be bound. The port is open for 10 ms.
try_bind() {
  local where
  case "$1" in
    '*') where=TCP4-LISTEN:$2 ;;
    *:*) where=TCP6-LISTEN:$2,bind=[$1],ipv6only=1 ;;
    *) where=TCP4-LISTEN:$2,bind=$1 ;;
  esac
  timeout 5 socat -u "$where,reuseaddr,accept-timeout=0.01" OPEN:/dev/null 2>&1 </dev/null | grep ' E ' | head -n 1 || true
}
