# shellcheck shell=sh disable=SC2154 # variables of the toolkit

# foresee_haproxy: what stands in the place of ours.
foresee_haproxy() {
  if [ -s "$HAPROXY_CFG" ] && ! remembers "$(saved_name "$HAPROXY_CFG")"; then
    tell change "replaces $HAPROXY_CFG"
    if service_active haproxy; then tell change "takes over the HAProxy that serves here"; fi
  fi
}
