# shellcheck shell=dash disable=SC2154 # names that are shared with steps/vip.sh
# Can this host have the virtual addresses, and would it serve users there? Nothing is changed yet.

need addresses listeners port vip vip-files

require_keepalived() { command -v keepalived >/dev/null || fail "keepalived is not installed" "run up again, which installs it"; }

# require_vips: ends the step unless each virtual address has an interface here, and every node an address of its family.
require_vips() {
  local vip address look_family device peers look_peer look_of_it
  command -v ip >/dev/null || fail "the command ip is missing" "install the package iproute2 (iproute on the RHEL family)"
  for vip in $(args vip); do
    address=$(vip_address "$vip")
    look_family=$(family_of "$address")
    device=$(vip_device "$vip")
    [ -n "$device" ] || fail "no interface of this host is in the network of $address, the virtual address $(vip_field 1 "$vip")" \
      "give n2acd-ha:vips[].interface, or an address of a network that this host is in"
    ip link show dev "$device" >/dev/null 2>&1 || fail "this host has no interface $device, on which $address should be" \
      "correct n2acd-ha:vips[].interface; leave it out where hosts call theirs differently"
    [ -n "$(vip_own "$look_family")" ] || fail "$(arg own) is no address of this host of the family of $address" \
      "give the node an address, or a name that has an address, of that family"
    peers=$(vip_peers "$look_family")
    for look_peer in $(args peer); do
      look_of_it=$(addresses_of_all "$look_peer" | of_family "$look_family")
      [ -n "$look_of_it" ] || fail "the node $look_peer has no address of the family of $address" \
        "give the node an address, or a name that has an address, of that family"
    done
    if printf '%s\n' "$peers" "$(vip_own "$look_family")" | grep -qxF "$address"; then
      fail "$address is the address of a node, so it cannot be a virtual address" "correct n2acd-ha:vips[].address"
    fi
  done
}

# vip_apache_here: prints the port on which Apache serves users; '-' on a host without Apache, such as one of PostgreSQL alone.
vip_apache_here() {
  local apache_unit
  for apache_unit in httpd apache2; do
    if ! service_exists "$apache_unit"; then continue; fi
    if service_active "$apache_unit" || systemctl is-enabled --quiet "$apache_unit"; then
      arg apache
      return 0
    fi
  done
  printf -
}

# require_served PORT...: users of the virtual address have to find the same as at the node's own: a program that listens there or on all addresses.
require_served() {
  local served_port vip served_at served_by why
  if [ "$(arg drained)" = yes ]; then return 0; fi
  for served_port in "$@"; do
    if [ "$served_port" = - ]; then continue; fi
    for vip in $(args vip); do
      served_at=$(vip_address "$vip")
      if on_all_addresses "$served_port" "$(family_of "$served_at")" || listeners "$served_at" "$served_port" | grep -q "^$served_at "; then continue; fi
      served_by=$(port_owner "$served_port")
      why="nothing listens on that port here"
      [ -z "$served_by" ] ||
        why="$served_by listens on other addresses of this host alone, or not for $(family_of "$served_at" | sed 's/ipv/IPv/')"
      fail "nothing would answer at $served_at port $served_port: $why; nothing was changed" \
        "let it listen on all addresses, Apache with 'Listen $served_port'; for IPv6, HAProxy does so on SMS nodes that are known by IPv6 addresses, and on \
front ends whose Apache does; then run up again"
    done
  done
}

# on_all_addresses PORT FAMILY: according to the kernel. A socket for all IPv6 addresses usually accepts IPv4, too: a connection shows that.
on_all_addresses() {
  local all_port
  all_port=$(printf '%04X' "$1")
  if [ "$2" = ipv4 ] && grep -q " 00000000:$all_port 00000000:0000 0A " /proc/net/tcp 2>/dev/null; then return 0; fi
  grep -q " 00000000000000000000000000000000:$all_port 00000000000000000000000000000000:0000 0A " /proc/net/tcp6 2>/dev/null || return 1
  [ "$2" = ipv6 ] || timeout 5 socat -u OPEN:/dev/null "TCP4:127.0.0.1:$1,connect-timeout=3" 2>/dev/null
}

# require_serving: runs the check as keepalived will run it, for up to 20 s until it succeeds.
require_serving() {
  if [ "$(arg drained)" = yes ]; then return 0; fi
  await 20 every 0.5 vip_serves || fail "this node does not serve: HAProxy does not answer at $(arg alive) within 0.3 s$(if [ "$vip_apache" != - ]; then
      printf ', or nothing listens on port %s' "$vip_apache"; fi); nothing was changed" "see 'systemctl status haproxy' and Apache's, then run up again"
}

# shellcheck disable=SC2046 # words
vip_serves() { runuser -u "$VIP_USER" -- $(vip_check_command) </dev/null >/dev/null 2>&1; }
