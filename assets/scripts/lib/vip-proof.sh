# shellcheck shell=dash disable=SC2034,SC2154 # names that are shared with steps/vip.sh
# Which machine has the virtual addresses.

need addresses vip vip-run

# vip_answers ADDRESS: a machine answers there, on the port that users connect to.
vip_answers() { answers_at "$1" "$(arg port)" 1; }

# vip_elsewhere: prints the addresses at which another machine answers, a line each.
vip_elsewhere() {
  local vip elsewhere_at
  for vip in $(args vip); do
    elsewhere_at=$(vip_address "$vip")
    if ! vip_here "$elsewhere_at" && vip_answers "$elsewhere_at"; then printf '%s\n' "$elsewhere_at"; fi
  done
}

# prove_vips: each address is on some node, and not on this one while another machine has it. A node needs up to 2 s to detect that it
# serves, and one more to take an address that no node has.
prove_vips() {
  local vip
  problem=$vip_trouble remedy="see 'journalctl -u keepalived', then run up again"
  for vip in $(args vip); do
    [ -n "$problem" ] || prove_vip "$(vip_address "$vip")" "$(vip_field 1 "$vip")"
  done
  [ -n "$problem" ] || service_active keepalived || problem="keepalived ended at once"
}

# prove_vip ADDRESS NAME
prove_vip() {
  if printf '%s\n' "$vip_before" | grep -qxF "$1"; then
    # Waits as long as this node may need to conclude that no node has the address.
    if await "${N2ACD_VIP_WAIT:-5}" every 0.2 vip_here "$1"; then
      problem="another machine answers at $1, and this node took it all the same: it does not hear the node that has the address, or a \
stranger has it"
      remedy="see that nothing between the nodes blocks VRRP (IP protocol 112), and that nobody else uses $1 or its routerId; then run up again"
    fi
    return 0
  fi
  if [ "$(arg drained)" = yes ]; then
    await "${N2ACD_VIP_WAIT:-10}" every 0.2 vip_gone "$1" || problem="this node is drained and keeps the virtual address $1"
  else
    await "${N2ACD_VIP_WAIT:-10}" every 0.2 vip_somewhere "$1" || problem="no node took the virtual address $1"
  fi
}

vip_gone() { ! vip_here "$1"; }

vip_somewhere() { vip_here "$1" || vip_answers "$1"; }

# vip_share: a new address whose first node is this one moves here, so that several addresses are spread over the nodes. Only this once does
# this node precede the one that has the address; from then on, an address stays where it is.
vip_share() {
  local known names wanted vip
  if [ "$(arg drained)" = yes ]; then return 0; fi
  known=$(recall known)
  names=$(args vip | awk -F , -v known="$known" '
    BEGIN { n = split(known, old, "\n"); for (i = 1; i <= n; i++) seen[old[i]] }
    $3 == 200 && !($1 in seen) { print $1 }')
  wanted=
  for vip in $(args vip); do
    if printf '%s\n' "$names" | grep -qxF "$(vip_field 1 "$vip")" && ! vip_here "$(vip_address "$vip")"; then
      wanted="$wanted $(vip_field 1 "$vip")"
    fi
  done
  if [ -z "$wanted" ]; then return 0; fi
  say "takes over$wanted, which begins with this node"
  # shellcheck disable=SC2086 # a word a name
  vip_run_briefly $wanted
  for vip in $(args vip); do
    case " $wanted " in *" $(vip_field 1 "$vip") "*) ;; *) continue ;; esac
    await 5 every 0.2 vip_here "$(vip_address "$vip")" || true
  done
  vip_run "$STATE/$STEP/candidate.conf"
}

tell_vips() {
  local vip tell_at
  for vip in $(args vip); do
    tell_at=$(vip_address "$vip")
    if vip_here "$tell_at"; then say "has $tell_at ($(vip_field 1 "$vip"))"; else say "is ready to take $tell_at ($(vip_field 1 "$vip"))"; fi
  done
}
