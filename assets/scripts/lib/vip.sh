# shellcheck shell=dash disable=SC2154 # names that are shared with steps/vip.sh
# Virtual addresses: keepalived's configuration on this host, and where the addresses are.
#
# An argument vip=NAME,ROUTER,PRIORITY,ADDRESS/PREFIX[,INTERFACE] has what the stack configures for one; what only the host knows is determined here.

need addresses vip-files vip-router

# vip_field NUMBER WORD
vip_field() { printf '%s\n' "$2" | cut -d , -f "$1"; }

# vip_address WORD: prints the address without its prefix.
vip_address() {
  local address_field
  address_field=$(vip_field 4 "$1")
  printf '%s' "${address_field%/*}"
}

# vip_here ADDRESS: this host has it now.
vip_here() { own_addresses | grep -qxF "$1"; }

# of_family FAMILY < ADDRESSES
of_family() {
  local family_address
  while IFS= read -r family_address; do
    if [ "$(family_of "$family_address")" = "$1" ]; then printf '%s\n' "$family_address"; fi
  done
}

ip_of() { if [ "$1" = ipv6 ]; then shift && ip -6 "$@"; else shift && ip -4 "$@"; fi }

# device_of ADDRESS: prints the interface that has it.
device_of() {
  ip_of "$(family_of "$1")" -o addr show | awk -v address="$1" '{ at = $4; sub("/.*", "", at); sub(/@.*/, "", $2) } at == address { print $2; exit }'
}

# device_for ADDRESS: prints the interface whose network contains it; nothing where there is none. The route with the longest prefix counts, but
# not a route to the loopback interface, where a companion may have the address.
device_for() {
  ip_of "$(family_of "$1")" -o route show table main match "$1" 2>/dev/null | awk '
    / via / || / dev lo( |$)/ || $1 == "default" { next }
    {
      length_of = $1 ~ "/" ? $1 : $1 "/128"
      sub(".*/", "", length_of)
      for (i = 2; i < NF; i++) if ($i == "dev" && length_of + 0 > longest) { longest = length_of + 0; device = $(i + 1) }
    }
    END { print device }'
}

# vip_device WORD
vip_device() {
  local device_given
  device_given=$(vip_field 5 "$1")
  if [ -n "$device_given" ]; then printf '%s' "$device_given"; else device_for "$(vip_address "$1")"; fi
}

# vip_own FAMILY: prints this node's own address of that family, by which the other nodes know it.
vip_own() {
  local own_here
  own_here=$(own_addresses)
  addresses_of_all "$(arg own)" | of_family "$1" | grep -xF "$own_here" | head -n 1 || true
}

# vip_peers FAMILY
vip_peers() {
  local peers_name
  for peers_name in $(args peer); do addresses_of_all "$peers_name" | of_family "$1"; done
}

vip_check_command() {
  if [ "$(arg drained)" = yes ]; then
    printf '/bin/sh %s drained' "$VIP_CHECK"
  else
    printf '/bin/sh %s %s %s' "$VIP_CHECK" "$(arg alive)" "$vip_apache"
  fi
}

# vip_config [NAME ...]: prints keepalived.conf. For the named addresses, this node precedes one that has them already. Only version 3 of VRRP
# advertises several times a second; it has no passwords (docs/virtual-address.md). The check runs as a user of its own.
vip_config() {
  vip_taking=" $* "
  printf '%s\n' "$VIP_HEADER"
  cat <<END
global_defs {
    router_id $(arg host)
    enable_script_security
    script_user $VIP_USER
    vrrp_version 3
    vrrp_check_unicast_src
}

vrrp_script n2acd_serves {
    script "$(vip_check_command)"
    interval 1
    timeout 3
    fall 1
    rise 2
    init_fail
}
END
  for config_vip in $(args vip); do
    config_name=$(vip_field 1 "$config_vip")
    vip_instance "$config_name" "$(vip_router "$config_name" "$(vip_field 2 "$config_vip")")" "$(vip_field 3 "$config_vip")" \
      "$(vip_device "$config_vip")" "$(vip_field 4 "$config_vip")"
    vip_companion "$config_vip"
  done
}

# vip_instance NAME ROUTER PRIORITY DEVICE ADDRESS/PREFIX
vip_instance() {
  local instance_name instance_family device peers own
  instance_name=$1
  instance_family=$(family_of "${5%/*}")
  device=$4
  own=$(vip_own "$instance_family")
  peers=$(vip_peers "$instance_family")
  printf '\nvrrp_instance %s {\n    state BACKUP\n' "$instance_name"
  # A node that returns does not take the address from another node.
  case "$vip_taking" in *" $instance_name "*) ;; *) printf '    nopreempt\n' ;; esac
  cat <<END
    interface $(device_of "$own")
    virtual_router_id $2
    priority $3
    advert_int 0.2
    garp_master_delay 1
    garp_master_refresh 10
END
  if [ -n "$peers" ]; then
    printf '    unicast_src_ip %s\n    unicast_peer {\n' "$own"
    printf '%s\n' "$peers" | sed 's/^/        /'
    printf '    }\n'
  fi
  printf '    track_script {\n        n2acd_serves\n    }\n'
  if [ "$device" != lo ] && [ "$(device_of "$own")" != "$device" ]; then
    printf '    track_interface {\n        %s\n    }\n' "$device"
  fi
  printf '    virtual_ipaddress {\n        %s dev %s%s\n    }\n}\n' "$5" "$device" "${vip_tracking-}"
}

# vip_objection FILE: prints keepalived's own words against it. The copy that is tested runs its script as root: with another user, keepalived
# 2.2 exits in the middle of a test.
vip_objection() {
  local objection_status objection
  sed "s/^ *script_user .*/    script_user root/" "$1" >"$STATE/$STEP/.tested.conf"
  objection_status=0
  objection=$(timeout 30 keepalived -t -f "$STATE/$STEP/.tested.conf" 2>&1 </dev/null) || objection_status=$?
  rm -f "$STATE/$STEP/.tested.conf"
  if [ "$objection_status" -eq 0 ]; then return 0; fi
  objection=$(printf '%s' "$objection" | sed "s|[^ (]*\.tested\.conf|$VIP_CONFIG|g" | tail -n 3 | tr '\n' ' ')
  printf '%s' "${objection:-exit status $objection_status}"
}
