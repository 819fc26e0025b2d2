# shellcheck shell=dash disable=SC2034 # names that are shared with lib/vip*.sh
# vip: this node has virtual addresses in turn with the others of its kind. keepalived announces several times a second that it is alive.
#
#   host= own=ADDRESS [peer=ADDRESS ...] vip=NAME,ROUTER,PRIORITY,ADDRESS/PREFIX[,INTERFACE] ... alive=URL port=PORT apache=PORT
#         [drained=yes]
#
# own, peer: the nodes' addresses for each other. alive: the URL of HAProxy's liveness page. port: the port that users connect to. apache:
# Apache's port, which they need too, ignored on a host without Apache. drained: another node is to have the addresses.
#
# For a change keepalived only reloads its file, and the node that has an address keeps it.

need folders selinux users vip vip-files vip-found vip-look vip-proof vip-router vip-run

apply() {
  local wrong vip
  make_journal
  vip_trouble='' vip_before='' vip_settled=no
  vip_apache=$(vip_apache_here)
  require_own_keepalived
  require_keepalived
  require_vips
  require_served "$(arg port)" "$vip_apache"
  selinux_allow keepalived_connect_any
  add_user "$VIP_USER" user systemd-sysusers "$TOOLKIT/vip/n2acd-ha-vip.sysusers"
  vip_check
  require_serving
  vip_note_holding
  vip_config >"$STATE/$STEP/candidate.conf"
  wrong=$(vip_objection "$STATE/$STEP/candidate.conf")
  [ -z "$wrong" ] || fail "keepalived refuses its configuration: $wrong; nothing was changed" "see 'man keepalived.conf', and run up again"
  save_service keepalived
  vip_unit
  if [ ! -e "$STATE/$STEP/good.conf" ] || ! service_active keepalived; then vip_before=$(vip_elsewhere); fi
  vip_try
  vip_join
  leaves "$(for vip in $(args vip); do if vip_changes "$vip"; then vip_field 1 "$vip"; fi; done)"
  record known "$(args vip | cut -d , -f 1)"
  tell_vips
}

retire() { vip_settle; }

vip_check() {
  add_folder "${VIP_CHECK%/*}"
  add_folder "${VIP_CONFIG%/*}"
  put_file "$VIP_CHECK" 644 <"$TOOLKIT/vip/check.sh"
  settled "$VIP_CHECK"
}

vip_unit() {
  make_folders "${VIP_DROPIN%/*}"
  put_file "$VIP_DROPIN" 644 <"$TOOLKIT/vip/n2acd-ha.conf"
  if ! unsettled "$VIP_DROPIN"; then return 0; fi
  systemctl daemon-reload
  settled "$VIP_DROPIN"
}

undo() {
  if ! remembers args; then return 0; fi
  if stands "$VIP_DROPIN"; then
    # The stop gives the addresses to the other nodes at once.
    timeout 60 systemctl stop keepalived 2>/dev/null || true
  fi
  undo_file "$VIP_CONFIG"
  undo_file "$VIP_DROPIN"
  rmdir --ignore-fail-on-non-empty "${VIP_DROPIN%/*}" 2>/dev/null || true
  systemctl daemon-reload
  undo_service keepalived
  undo_file "$VIP_CHECK"
  undo_user "$VIP_USER" user
  undo_folders
  undo_boolean keepalived_connect_any
}
