# shellcheck shell=dash disable=SC2034 # names that are shared with steps/vip.sh
# A changed routerId. Nodes with the former and the new one ignore each other's advertisements, so until every node is proven each sends both:
# the address stays with the former one. A companion, an instance with the new one, has the same address on the loopback interface, since
# only instances with the same address accept its advertisements. A node takes the address only when it receives none with either routerId.

need addresses vip vip-look vip-run

# vip_router NAME WANTED: prints the routerId that the address is used with now.
vip_router() {
  local router_former
  router_former=
  if [ "$vip_settled" != yes ] && [ -e "$STATE/vip/good.conf" ]; then
    router_former=$(awk -v name="$1" '$1 == "vrrp_instance" { here = $2 == name } here && $1 == "virtual_router_id" { print $2 }' "$STATE/vip/good.conf")
  fi
  printf '%s' "${router_former:-$2}"
}

# vip_changes WORD: succeeds when its routerId differs from the one that the address is used with.
vip_changes() { [ "$(vip_router "$(vip_field 1 "$1")" "$(vip_field 2 "$1")")" != "$(vip_field 2 "$1")" ]; }

# vip_note_holding: records which addresses whose routerId changes this node has. For these the companion begins without a sync group, which
# would release the address for a moment, unless an earlier apply has joined it in one.
vip_note_holding() {
  local holding holding_vip
  holding=
  for holding_vip in $(args vip); do
    if vip_changes "$holding_vip" && vip_here "$(vip_address "$holding_vip")" && ! vip_joined "$(vip_field 1 "$holding_vip")"; then
      holding="$holding $(vip_field 1 "$holding_vip")"
    fi
  done
  if [ -n "$holding" ]; then record holding "$holding"; else forget holding; fi
}

# vip_joined NAME
vip_joined() { grep -qxF "vrrp_sync_group $1 {" "$STATE/vip/good.conf" 2>/dev/null; }

# vip_holding WORD: succeeds when its address was recorded so.
vip_holding() { case " $(recall holding) " in *" $(vip_field 1 "$1") "*) ;; *) return 1 ;; esac }

# vip_companion WORD
vip_companion() {
  local companion_name router companion_at length
  if ! vip_changes "$1"; then return 0; fi
  companion_name=$(vip_field 1 "$1")
  router=$(vip_field 2 "$1")
  companion_at=$(vip_address "$1")
  length=32
  if [ "$(family_of "$companion_at")" = ipv6 ]; then length=128; fi
  vip_instance "$companion_name.next" "$router" "$(vip_field 3 "$1")" lo "$companion_at/$length"
  if vip_holding "$1"; then return 0; fi
  printf '\nvrrp_sync_group %s {\n    group {\n        %s\n        %s.next\n    }\n}\n' "$companion_name" "$companion_name" "$companion_name"
}

# vip_followed WORD: succeeds when the companion has followed to the address.
vip_followed() { ip -o addr show dev lo | grep -qF " $(vip_address "$1")/"; }

vip_left_loopback() { ! vip_followed "$1"; }

# vip_join: joins the companions that have followed to their addresses in sync groups. Without one, a companion would take the address as soon
# as this node serves again after a fault, although another node has it. If one does not follow within 5 s, the next apply tries again.
vip_join() {
  local vip
  if ! remembers holding; then return 0; fi
  for vip in $(args vip); do
    if vip_holding "$vip"; then await 5 every 0.2 vip_followed "$vip" || return 0; fi
  done
  forget holding
  vip_config >"$STATE/$STEP/candidate.conf"
  vip_try
}

# vip_settle: every node is proven, so the former routerId is removed. keepalived takes the removal of the former instance's address for
# somebody else's, and would release the address that the companion has just taken. It ignores that while the address is not tracked.
vip_settle() {
  local vip
  if ! grep -q '^vrrp_instance [^ ]*\.next ' "$STATE/$STEP/good.conf" 2>/dev/null; then return 0; fi
  vip_trouble='' vip_before='' vip_settled=yes
  vip_apache=$(vip_apache_here)
  say "gives up the former routerId"
  vip_tracking=' no_track'
  vip_run_briefly
  for vip in $(args vip); do await 5 every 0.2 vip_left_loopback "$vip" || true; done
  # keepalived learns of the removal from the kernel right after it.
  sleep 0.2
  vip_tracking=
  vip_config >"$STATE/$STEP/candidate.conf"
  vip_try
  forget holding
}
