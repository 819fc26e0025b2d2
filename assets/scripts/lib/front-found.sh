# shellcheck shell=dash
# Keeps HTTPS of a HAProxy that was set up by hand, until the step tls takes its port. It is written to the file that tls writes: so tls
# replaces it, and the undo of tls restores it.

need haproxy

# front_keep_https CONFIG: keeps HAProxy serving the port of https= beside that configuration. Only when n2acd-ha adopts a HAProxy.
front_keep_https() {
  local keep_port keep_found
  keep_port=$(arg https)
  keep_found=$STATE/$STEP/$(saved_name "$HAPROXY_CFG")
  if [ -z "$keep_port" ] || [ -e "$STATE/$STEP/good.cfg" ] || [ ! -e "$keep_found" ] || ! service_active haproxy; then return 0; fi
  awk -v port="$keep_port" -f "$TOOLKIT/files/haproxy-sections.awk" -f "$TOOLKIT/files/haproxy-bind.awk" \
    -f "$TOOLKIT/files/haproxy-port.awk" "$1" "$keep_found" >"$STATE/$STEP/.https.cfg"
  if [ -s "$STATE/$STEP/.https.cfg" ]; then
    if [ -z "$(haproxy_objection "$1" -f "$HAPROXY_PARTS" -f "$STATE/$STEP/.https.cfg")" ]; then
      put_file "$HAPROXY_TLS" 600 <"$STATE/$STEP/.https.cfg"
    else
      say "stops what HAProxy served on port $keep_port until the step tls serves it, because HAProxy does not accept it beside the new configuration"
    fi
  fi
  rm -f "$STATE/$STEP/.https.cfg"
}
