# shellcheck shell=sh disable=SC2034 # names that are shared with steps/vip.sh
# A changed routerId. Nodes with the former and with the new one do not hear each other, so until every node is proven each speaks both:
# the address stays with the former one, and beside it stands a companion, an instance with the new one that has the address on the loopback
# interface: what says that a node lives is only heard by those who have the same address. A node takes it only when it hears nobody by either.

need addresses vip vip-look vip-run

# vip_router NAME WANTED: the one that the address is with.
vip_router() {
  router_former=
  if [ "$vip_settled" != yes ] && [ -e "$STATE/vip/good.conf" ]; then
    router_former=$(awk -v name="$1" '$1 == "vrrp_instance" { here = $2 == name } here && $1 == "virtual_router_id" { print $2 }' "$STATE/vip/good.conf")
  fi
  printf '%s' "${router_former:-$2}"
}

# vip_changes WORD: its routerId is another one than the address is with.
vip_changes() { [ "$(vip_router "$(vip_field 1 "$1")" "$(vip_field 2 "$1")")" != "$(vip_field 2 "$1")" ]; }

# vip_note_holding: of the addresses whose routerId changes, those that this node has. There the companion follows by itself; a group
# would release the address for a moment.
vip_note_holding() {
  holding=
  for holding_vip in $(args vip); do
    if vip_changes "$holding_vip" && vip_here "$(vip_address "$holding_vip")"; then holding="$holding $(vip_field 1 "$holding_vip")"; fi
  done
  if [ -n "$holding" ] || remembers holding; then record holding "$holding"; fi
}

# vip_companion WORD
vip_companion() {
  if ! vip_changes "$1"; then return 0; fi
  companion_name=$(vip_field 1 "$1")
  companion_router=$(vip_field 2 "$1")
  companion_at=$(vip_address "$1")
  companion_length=32
  if [ "$(family_of "$companion_at")" = ipv6 ]; then companion_length=128; fi
  vip_instance "$companion_name.next" "$companion_router" "$(vip_field 3 "$1")" lo "$companion_at/$companion_length"
  case " $(recall holding) " in *" $companion_name "*) return 0 ;; esac
  printf '\nvrrp_sync_group %s {\n    group {\n        %s\n        %s.next\n    }\n}\n' "$companion_name" "$companion_name" "$companion_name"
}

# vip_settle: every node is proven, so the former routerId is needed no longer.
vip_settle() {
  if ! grep -q '^vrrp_instance [^ ]*\.next ' "$STATE/$STEP/good.conf" 2>/dev/null; then return 0; fi
  vip_trouble='' vip_before='' vip_settled=yes
  vip_apache=$(vip_apache_here)
  say "gives up the former routerId"
  vip_config >"$STATE/$STEP/candidate.conf"
  vip_try
  forget holding
}
