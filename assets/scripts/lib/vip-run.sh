# shellcheck shell=dash disable=SC2034,SC2154 # names that are shared with steps/vip.sh
# Runs keepalived with another configuration, or lets it continue with the previous one.

need vip vip-files vip-proof

# vip_try: runs keepalived with candidate.conf; if a proof fails, restores the previous state and ends the step.
vip_try() {
  vip_run "$STATE/$STEP/candidate.conf"
  prove_vips
  if [ -n "$problem" ]; then
    failed=$problem hint=$remedy
    rollback_vip
    fail "$failed; $vip_now" "$hint"
  fi
  vip_share
  place "$STATE/$STEP/candidate.conf" "$STATE/$STEP/good.conf"
  rm -f "$STATE/$STEP/candidate.conf"
  settled "$VIP_CONFIG"
}

# vip_run_briefly [NAME ...]: runs keepalived with what vip_config prints now; it is not kept.
vip_run_briefly() {
  vip_config "$@" >"$STATE/$STEP/.brief.conf"
  vip_run "$STATE/$STEP/.brief.conf"
  rm -f "$STATE/$STEP/.brief.conf"
}

# vip_run CONFIG: runs keepalived with CONFIG, now and after a reboot.
vip_run() {
  put_file "$VIP_CONFIG" 644 <"$1"
  enable_service keepalived
  if ! service_active keepalived; then
    say "starts keepalived"
    systemctl reset-failed keepalived 2>/dev/null || true
    timeout 60 systemctl start keepalived || vip_trouble="keepalived does not start"
  elif unsettled "$VIP_CONFIG"; then
    timeout 60 systemctl reload keepalived || vip_trouble="keepalived does not read its configuration"
  fi
}

# rollback_vip: restores the state before this change.
rollback_vip() {
  if [ -e "$STATE/$STEP/good.conf" ]; then
    vip_run "$STATE/$STEP/good.conf"
    settled "$VIP_CONFIG"
    vip_now="keepalived continues with its previous configuration"
  else
    timeout 60 systemctl stop keepalived || true
    undo_file "$VIP_CONFIG"
    undo_service keepalived
    vip_now="keepalived is as it was before"
  fi
}
