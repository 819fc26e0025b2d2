# shellcheck shell=sh disable=SC2154 # variables shared with steps/web.sh and steps/tls.sh
# Apache behind HAProxy, on $behind in place of $port, and back.

need answers apache apache-move port

# apache_is_both ROLLBACK: it serves on the new port, too, what it serves. Otherwise the command ROLLBACK, with why and a remedy, ends the step.
apache_is_both() {
  await_owner "$behind" "$apache" || "$1" "Apache does not listen on port $behind after its reload"
  await_page "$behind" || "$1" "Apache answers $page on port $behind and $web_as_before on port $port"
  problem='' remedy=''
  prove_answers "$behind"
  [ -z "$problem" ] || "$1" "$problem" "$remedy"
}

# apache_is_behind: it listens on the new port by now; what it answers there is what HAProxy is to answer.
apache_is_behind() {
  if [ "$(port_owner "$behind")" != "$apache" ] || remembers apache-due; then
    apache_graceful
    await_owner "$behind" "$apache" || fail "Apache does not listen on port $behind" "see 'journalctl -u $apache'"
    forget apache-due
  fi
  web_as_before=$(page "$behind")
  answers_remember "$behind"
}

# apache_has_it_again LEAVE: HAProxy lets the port go, by LEAVE, and Apache takes it.
apache_has_it_again() {
  words=$(apache_objection)
  [ -z "$words" ] || fail "Apache refuses its original configuration, so HAProxy keeps port $port: $words" \
    "mend it, see 'apachectl -t', and run this again"
  "$1"
  await_owner "$port" "$apache" || timeout 60 systemctl restart "$apache" || true
  await_owner "$port" "$apache" || fail "Apache does not come back on port $port" "see 'journalctl -u $apache'"
  apache_wants "$behind" || await_owner "$behind" '' || say "Apache still listens on port $behind"
}
