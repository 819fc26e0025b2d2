# shellcheck shell=dash disable=SC2154 # variables of the toolkit

# foresee_haproxy: reports what our configuration would replace.
foresee_haproxy() {
  if [ -s "$HAPROXY_CFG" ] && ! remembers "$(saved_name "$HAPROXY_CFG")"; then
    tell change "replaces $HAPROXY_CFG"
    if service_active haproxy; then tell change "takes over the HAProxy that serves here"; fi
  fi
}

# foresee_port [HOW]: reports how Apache's port would become HAProxy's.
foresee_port() {
  local moves_in line
  if [ "$owner" != "$apache" ]; then return 0; fi
  apache_moves "$port" "$behind" 0 "$STATE/$STEP/.facts" | cut -f 1-2 | while IFS='	' read -r moves_in line; do
    tell change "gives Apache the port $behind in place of $port, in line $line of $moves_in"
  done
  tell change "gives port $port, which $owner has, to HAProxy${1-}"
}
