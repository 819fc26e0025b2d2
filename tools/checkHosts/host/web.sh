# shellcheck shell=sh disable=SC2154 # variables of the step

foresee() {
  web_args
  web_look
  for name in $(haproxy_names memory:given); do judge addresses_of "$name" >/dev/null; done
  judge require_last_dropin
  judge require_adoptable memory:given
  foresee_haproxy
  if [ "$owner" != "$apache" ]; then return 0; fi
  apache_moves "$port" "$behind" 0 "$STATE/$STEP/.facts" | cut -f 1-2 | while IFS='	' read -r moves_in moves_line; do
    tell change "gives Apache the port $behind in place of $port, in line $moves_line of $moves_in"
  done
  tell change "gives port $port, which $owner has, to HAProxy"
}
