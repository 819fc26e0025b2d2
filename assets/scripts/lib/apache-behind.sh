# shellcheck shell=dash disable=SC2154 # variables shared with steps/web.sh and steps/tls.sh
# Moves Apache behind HAProxy, from $port to $behind, and back.

need answers apache apache-move port

# apache_is_both ROLLBACK: proves that Apache serves the same on the new port. If not, ROLLBACK ends the step, with the reason and a remedy.
apache_is_both() {
  await_owner "$behind" "$apache" || "$1" "Apache does not listen on port $behind after its reload"
  await_page "$behind" || "$1" "Apache answers $page on port $behind and $web_as_before on port $port"
  problem='' remedy=''
  prove_answers "$behind"
  [ -z "$problem" ] || "$1" "$problem" "$remedy"
}

# apache_is_behind: makes Apache listen on the new port, and notes its answers there, which HAProxy has to match.
apache_is_behind() {
  if [ "$(port_owner "$behind")" != "$apache" ] || remembers apache-due; then
    apache_graceful
    await_owner "$behind" "$apache" || fail "Apache does not listen on port $behind" "see 'journalctl -u $apache'"
    forget apache-due
  fi
  web_as_before=$(page "$behind")
  answers_first "$behind"
  answers_remember "$behind"
}

# apache_has_it_again LEAVE: makes HAProxy release the port, by the command LEAVE, and Apache listen on it.
apache_has_it_again() {
  words=$(apache_objection)
  [ -z "$words" ] || fail "Apache refuses its original configuration, so HAProxy keeps port $port: $words" \
    "mend it, see 'apachectl -t', and run this again"
  "$1"
  await_owner "$port" "$apache" || timeout 60 systemctl restart "$apache" || true
  await_owner "$port" "$apache" || fail "Apache does not come back on port $port" "see 'journalctl -u $apache'"
  apache_wants "$behind" || await_owner "$behind" '' || say "Apache still listens on port $behind"
}
