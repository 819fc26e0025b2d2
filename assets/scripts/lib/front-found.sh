# shellcheck shell=sh disable=SC2154 # variables shared with steps/web.sh
# HTTPS that a HAProxy serves which somebody has set up by hand. The step tls is to take its port; until then what was found goes on, in
# the place of that step's own file: it puts its own there, and its undo brings this one back.

# front_keep_secure CONFIG: with the port of secure=, beside that configuration; once, when HAProxy becomes ours.
front_keep_secure() {
  keep_found=$STATE/$STEP/$(saved_name "$HAPROXY_CFG")
  if [ -z "$(arg secure)" ] || [ -e "$STATE/$STEP/good.cfg" ] || [ ! -e "$keep_found" ] || ! service_active haproxy; then return 0; fi
  awk -v port="$(arg secure)" -f "$TOOLKIT/files/haproxy-port.awk" "$1" "$keep_found" >"$STATE/$STEP/.secure.cfg"
  if [ -s "$STATE/$STEP/.secure.cfg" ]; then
    if [ -z "$(haproxy_objection "$1" -f "$HAPROXY_PARTS" -f "$STATE/$STEP/.secure.cfg")" ]; then
      put_file "$HAPROXY_TLS" 600 <"$STATE/$STEP/.secure.cfg"
    else
      say "stops what HAProxy served on port $(arg secure) until the step tls serves it, because HAProxy does not accept it beside the new configuration"
    fi
  fi
  rm -f "$STATE/$STEP/.secure.cfg"
}
