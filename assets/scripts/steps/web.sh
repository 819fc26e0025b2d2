# shellcheck shell=dash disable=SC2034,SC2154 # variables shared with lib/*.sh
# web: HAProxy takes Apache's port on an FE node, and Apache moves to another one behind it.
#
#   host=NODE [listen=80] [apache=81] [https=443] [path=JARVIS-PATH] [stats=[https://][ADDRESS:]PORT] [drain_primary=yes]
#         [wait=SECONDS] [settle=SECONDS] [adopt=FINGERPRINT] < haproxy.cfg
#
# wait: seconds for an SMS node to answer Jarvis's requests, which start with path; 10 by default. settle: seconds for which a change has to
# keep serving. https: the port that the step tls takes afterwards.
#
# Everything is proven before the port changes hands: Apache on both ports, HAProxy's frontend on a socket. Then HAProxy takes the port the
# moment that Apache releases it. On any failure Apache gets its port back.

need answers apache apache-behind apache-client apache-facts apache-former apache-move drain front front-found front-look front-redirect \
  haproxy haproxy-config haproxy-former haproxy-reads haproxy-run haproxy-unit port proof proof-jarvis proof-pages selinux

web_args() {
  find_apache
  port=$(arg listen 80)
  behind=$(arg apache 81)
  web_at=127.0.0.1
  # haproxy.cfg contains the header by which Apache recognises HAProxy.
  haproxy_mode=600
  web_path=/
}

apply() {
  web_args
  jarvis_before=
  mkdir -p "$STATE/$STEP"
  answers_end
  web_look
  apache_answers_first
  apache_client_note
  apache_client_tls
  haproxy_candidate
  web_look_binds
  selinux_allow haproxy_connect_any
  haproxy_unit
  save_service "$apache"
  apache_drop_backups
  if [ "$owner" = "$apache" ]; then
    hand_over
  else
    web_change
  fi
  answers_end
  rm -f "$STATE/$STEP/.facts"
  enable_service haproxy
  haproxy_keep
  haproxy_keep_wanted
  reads_note "$HAPROXY_CFG"
  drain_wait "$HAPROXY_CFG"
}

# hand_over: moves the port from Apache to HAProxy.
hand_over() {
  web_as_before=$(page "$port")
  [ "$web_as_before" != 000 ] || fail "Apache listens on port $port, but does not answer there, at $web_at" "see 'journalctl -u $apache'"
  answers_remember "$port"
  remember apache-had "$port"
  both=no
  apache_client
  if apache_wants "$port"; then apache_both; fi
  # Apache answers up to a second after its signal: meanwhile HAProxy starts, and is enabled, which takes 0.25 s on Debian.
  front_wait "$STATE/$STEP/candidate.cfg"
  [ -z "$haproxy_trouble" ] || rollback "$haproxy_trouble"
  enable_service haproxy
  if [ "$both" = yes ]; then apache_is_both rollback; fi
  web_waits
  say "hands port $port over from Apache to HAProxy"
  # If the host goes down in between, one of the two starts with the port: HAProxy is enabled, then its file changes, then Apache's, and at
  # boot Apache is first (see files/haproxy.service.conf).
  haproxy_swap "$STATE/$STEP/candidate.cfg"
  apache_ports "$port" "$behind" 0
  words=$(apache_objection)
  [ -z "$words" ] || rollback "Apache refuses to leave port $port: $words"
  front_take
  web_prove
  prove_settled web_prove
  [ -z "$problem" ] || rollback "$problem" "$remedy"
  forget apache-due
}

# apache_both: makes Apache listen on the new port too. Users notice nothing.
apache_both() {
  apache_ports "$port" "$behind" 1
  words=$(apache_objection)
  [ -z "$words" ] || rollback "Apache refuses port $behind besides $port: $words"
  apache_reads_client || rollback "Apache does not read $(apache_client_file)" \
    "add 'IncludeOptional $(dirname "$(apache_client_file)")/*.conf' to Apache's configuration, and run up again"
  apache_graceful
  both=yes
}

# web_waits: fails unless HAProxy serves on a socket what Apache serves.
web_waits() {
  [ "$(port_owner "$behind")" = "$apache" ] || return 0
  await_page "$FRONT_SOCKET" ||
    rollback "HAProxy's frontend answers $page in place of Apache's $web_as_before"
}

# web_change: applies a change where Apache does not have the port, although its configuration may still name it.
web_change() {
  # Apache answers for this page before and after the change, whichever of the two configurations redirects.
  if front_redirects "$HAPROXY_CFG" || front_redirects "$STATE/$STEP/candidate.cfg"; then web_path=$REDIRECT_NEVER; fi
  if apache_wants "$port"; then remember apache-had "$port"; fi
  jarvis_remember
  apache_ports "$port" "$behind" 0
  apache_client
  words=$(apache_objection)
  [ -z "$words" ] || fail "Apache refuses its configuration with the lines for HAProxy: $words" "mend it, see 'apachectl -t', and run up again"
  apache_keep_former
  apache_is_behind
  reads_try "$STATE/$STEP/candidate.cfg" web_try "$port"
  [ -z "$problem" ] || fail "$problem; HAProxy was not touched, and continues with its previous configuration" "${remedy:-correct the setting and run up again}"
  # shellcheck disable=SC2046 # a word a port
  haproxy_with_former "$behind" $(recall behind)
  haproxy_swap "$candidate"
  front_keep_https "$candidate"
  reads_due "$HAPROXY_CFG"
  haproxy_run
  web_prove
  if unsettled "$HAPROXY_CFG"; then prove_settled web_prove; fi
  [ -n "$problem" ] || return 0
  [ -e "$STATE/$STEP/good.cfg" ] || rollback "$problem" "$remedy"
  failed=$problem hint=${remedy:-correct the setting and run up again}
  rollback_haproxy
  web_prove
  fail "$failed; $rolled_back$(serves_again)" "$hint"
}

# retire: removes the ports on which users, HAProxy or nodes of the previous configuration could still reach this one.
retire() {
  web_args
  apache_facts "$STATE/$STEP/.facts" || true
  web_at=$(front_address)
  if front_redirects "$STATE/$STEP/wanted.cfg"; then web_path=$REDIRECT_NEVER; fi
  web_as_before=$(page "$behind")
  jarvis_before=
  haproxy_retire web_prove
  apache_retire
}

# web_try: proves a HAProxy on trial.
web_try() {
  await_page "$TRIAL_FRONT" || problem="the new configuration answers $page, and Apache behind it $web_as_before"
  prove_jarvis_paths "$TRIAL_FRONT" "$STATE/$STEP/candidate.cfg"
}

web_prove() {
  local stats
  problem=$haproxy_trouble remedy=
  [ -n "$problem" ] || await_page "$port" ||
    problem="port $port answers $page, and Apache behind it $web_as_before"
  [ -n "$problem" ] || await_page "$behind" ||
    problem="Apache answers $page on port $behind in place of $web_as_before"
  answers_redirected=
  if front_redirects "$HAPROXY_CFG"; then answers_redirected=$port; fi
  prove_answers "$port" "$behind"
  for stats in $(args stats); do
    [ -n "$problem" ] || prove_stats "$stats"
  done
  prove_jarvis_paths "$port" "$HAPROXY_CFG"
}

rollback() {
  undo_web_port
  fail "$1; everything is as it was before" "${2:-correct that and run up again}"
}

# undo_web_port: returns the port to Apache. HAProxy releases it first, because an Apache that cannot bind a port exits.
undo_web_port() {
  # The configured port may have changed since.
  port=$(recall apache-had "$port")
  answers_end
  apache_drop_backups
  undo_apache_move "$behind" "$port"
  undo_apache_client
  if remembers apache-had; then
    apache_has_it_again front_leave
    front_finished
  elif remembers apache-due; then
    apache_graceful
  fi
  # The part of the found haproxy.cfg that was kept there is in the restored file too, and a unit may load both files.
  undo_file "$HAPROXY_TLS"
  undo_haproxy
  rm -f "$FRONT_SOCKET" "$FRONT_SOCKET".*
  undo_service "$apache"
  forget apache-due apache-had behind here client-header
}

undo() {
  web_args
  undo_web_port
  undo_boolean haproxy_connect_any
}
