# shellcheck shell=dash disable=SC2034,SC2154 # variables of the step

foresee() {
  local vip foresee_at
  vip_apache=$(vip_apache_here)
  judge require_vips
  judge foresee_served
  for vip in $(args vip); do
    foresee_at=$(vip_address "$vip")
    if [ -e "$VIP_CONFIG" ] && grep -qF " $foresee_at/" "$VIP_CONFIG"; then continue; fi
    tell change "adds the virtual address $foresee_at ($(vip_field 1 "$vip")), which this node and the others have in turn"
    foresee_stranger "$foresee_at"
  done
}

# foresee_served: before the first up, Apache has the port that users connect to; behind HAProxy it listens on the same addresses.
foresee_served() {
  local ports foresee_port
  if ! command -v socat >/dev/null; then return 0; fi
  ports=
  for foresee_port in $(arg port) $(arg apache); do
    case "$(port_owner "$foresee_port")" in httpd | apache2) ports="$ports $foresee_port" ;; esac
  done
  # shellcheck disable=SC2086 # words
  require_served $ports
}

# foresee_stranger ADDRESS: another machine that answers there may be a node that already runs keepalived.
foresee_stranger() {
  if command -v socat >/dev/null && ! vip_here "$1" && vip_answers "$1"; then
    tell warning "another machine answers at $1: if it is not a node of this stack, up would stop at the step vip, or two machines would have the address"
  fi
}
