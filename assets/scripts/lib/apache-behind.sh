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

# apache_answers_first: asks Apache for the first time, on the port where it is asked again before the change. If Apache is reloaded first,
# apache_is_behind repeats it.
apache_answers_first() {
  if [ "$owner" = "$apache" ]; then
    answers_first "$port"
  elif apache_stays_behind; then
    answers_first "$behind"
  fi
}

# apache_stays_behind: succeeds if Apache listens on the new port, and needs no reload.
apache_stays_behind() { [ "$(port_owner "$behind")" = "$apache" ] && ! remembers apache-due; }

# apache_is_behind: makes Apache listen on the new port, and notes its answers there, which HAProxy has to match.
apache_is_behind() {
  if ! apache_stays_behind; then
    apache_graceful
    await_owner "$behind" "$apache" || fail "Apache does not listen on port $behind" "see 'journalctl -u $apache'"
    forget apache-due
    answers_first "$behind"
  fi
  web_as_before=$(page "$behind")
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
