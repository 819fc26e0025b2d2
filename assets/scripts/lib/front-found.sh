# shellcheck shell=sh
# HTTPS that a HAProxy serves which somebody has set up by hand. It goes on until the step tls takes its port, in the file that this step
# writes: so tls replaces it, and the undo of tls brings it back.

need haproxy

# front_keep_https CONFIG: HAProxy goes on serving the port of https= beside that configuration. Only when HAProxy becomes ours.
front_keep_https() {
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
