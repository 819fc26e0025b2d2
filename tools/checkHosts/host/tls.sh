# shellcheck shell=sh disable=SC2154 # variables of the step

foresee() {
  tls_args
  tls_look
  if [ "$owner" != "$apache" ]; then return 0; fi
  apache_moves "$port" "$behind" 0 "$STATE/$STEP/.facts" | cut -f 1-2 | while IFS='	' read -r moves_in moves_line; do
    tell change "gives Apache the port $behind in place of $port, in line $moves_line of $moves_in"
  done
  tell change "gives port $port, which $owner has, to HAProxy, with the certificates that Apache has"
}
