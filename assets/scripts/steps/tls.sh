# shellcheck shell=dash disable=SC2034,SC2154 # variables shared with lib/*.sh
# tls: HAProxy takes Apache's HTTPS port on an FE node, with Apache's certificates, and Apache moves to another port behind it.
#
#   host=NODE [listen=443] [apache=444] [path=JARVIS-PATH] [redirect=80] [drain_primary=yes] [wait=SECONDS] [settle=SECONDS]
#         < conf.d/n2acd-ha-tls.cfg [and certificates of the stack in PEM]
#
# redirect: the port whose users are redirected to this one.
#
# Runs after the step web, whose HAProxy it uses. Everything is proven before the port changes hands: the certificates, Apache on both
# ports, a HAProxy on trial. On any failure Apache gets its port back.

need answers apache apache-behind apache-facts apache-former apache-move front-look haproxy haproxy-binds haproxy-part haproxy-run \
  haproxy-trial proof proof-jarvis selinux tls-certificates tls-own tls-proof tls-take
PART_FILE=$HAPROXY_TLS PART_MODE=0600

tls_args() {
  find_apache
  port=$(arg listen 443)
  behind=$(arg apache 444)
  web_at=127.0.0.1
  web_scheme=https
  # Without a protocol in its directive, Apache would use HTTP on any port other than 443.
  apache_protocol=https
}

apply() {
  tls_args
  jarvis_before=
  mkdir -p "$STATE/$STEP"
  answers_end
  require_our_haproxy
  tls_look
  apache_answers_first
  tls_given "$STATE/$STEP"
  tls_make "$STATE/$STEP/.facts" "$STATE/$STEP/made" "$STATE/$STEP/given.pem"
  require_known_certificates "$STATE/$STEP/made"
  tls_candidate
  require_binds "$STATE/$STEP/candidate.cfg" "$port"
  if [ "$owner" = "$apache" ]; then tls_hand_over; else tls_change; fi
  answers_end
  rm -f "$STATE/$STEP/.facts"
  part_keep
  keep "$STATE/$STEP/wanted.new" "$STATE/$STEP/wanted.cfg"
  keep "$STATE/$STEP/made/own" "$STATE/$STEP/own"
  tls_tidy
}

# require_our_haproxy: fails unless HAProxy runs as the step web has left it. A log that its chroot has lost is restored first.
require_our_haproxy() {
  if service_active haproxy && haproxy_runs_our_files; then
    if haproxy_runs_our_way; then return 0; fi
    haproxy_run
    if [ -z "$haproxy_trouble" ]; then return 0; fi
  fi
  fail "HAProxy does not run here as the step web has left it; nothing was changed" \
    "see 'journalctl -u haproxy', set n2acd-ha:repair for the step web of this node, and run up again"
}

# tls_look: checks what the change needs, and changes nothing.
tls_look() {
  front_look tls_address
  require_tls_rules
  judge require_apache_moves "$port" "$behind"
  judge selinux_web_port "$behind" fe.tls.apachePort
}

# tls_address: prints the address at which Apache is asked: one that has a site.
tls_address() {
  local address_site
  address_site=$(tls_sites "$STATE/$STEP/.facts" | awk -F '\t' '$1 !~ /:/ && !first[0]++ { site = $1 } $1 == "*" { site = $1 } END { print site }')
  case "$address_site" in '*' | '') front_address ;; *) printf '%s' "$address_site" ;; esac
}

require_tls_rules() {
  text_of "$STATE/$STEP/.facts" |
    awk -v port="$port" -v behind="$behind" -v first="$front_first" -v formers="$(echo "$(apache_behind_now) $(recall behind)" | tr '\n' ' ')" \
      -f "$TOOLKIT/files/apache-places.awk" -f "$TOOLKIT/files/tls-rules.awk" | rules_judged "$front_first"
}

# tls_candidate: makes candidate.cfg from given.cfg, with the certificates that were made.
tls_candidate() {
  tls_install "$STATE/$STEP/made"
  tls_here "$STATE/$STEP/made/lists" <"$STATE/$STEP/given.cfg" >"$STATE/$STEP/.candidate"
  part_candidate "correct what it says and run up again" <"$STATE/$STEP/.candidate"
  rm -f "$STATE/$STEP/.candidate"
  cp "$STATE/$STEP/candidate.cfg" "$STATE/$STEP/wanted.new"
}

# tls_hand_over: moves the port from Apache to HAProxy.
tls_hand_over() {
  web_as_before=$(page "$port")
  [ "$web_as_before" != 000 ] || fail "Apache listens on port $port, but does not answer HTTPS there, at $web_at" "see 'journalctl -u $apache'"
  answers_remember "$port"
  remember apache-had "$port"
  if apache_wants "$port"; then tls_both; fi
  try_now "$HAPROXY_CFG" tls_try "$port"
  [ -z "$problem" ] || rollback "$problem" "$remedy"
  say "hands port $port over from Apache to HAProxy"
  # If the host goes down in between, HAProxy would not start if its file named a port that Apache has: so Apache's file changes first.
  apache_ports "$port" "$behind" 0
  words=$(apache_objection)
  [ -z "$words" ] || rollback "Apache refuses to leave port $port: $words"
  part_swap "$STATE/$STEP/candidate.cfg"
  tls_take
  tls_prove
  prove_settled tls_prove
  [ -z "$problem" ] || rollback "$problem" "$remedy"
  forget apache-due
}

# tls_both: makes Apache listen on the new port too, and proves that it serves the same there. Users notice nothing.
tls_both() {
  apache_ports "$port" "$behind" 1
  words=$(apache_objection)
  [ -z "$words" ] || rollback "Apache refuses port $behind besides $port: $words"
  apache_graceful
  apache_is_both rollback
  prove_certificates "$behind" "$STATE/$STEP/made" entries
  [ -z "$problem" ] || rollback "$problem" "$remedy"
}

# tls_change: applies a change where HAProxy has the port, or no program has it.
tls_change() {
  if apache_wants "$port"; then remember apache-had "$port"; fi
  jarvis_remember
  apache_ports "$port" "$behind" 0
  words=$(apache_objection)
  [ -z "$words" ] || fail "Apache refuses its configuration: $words" "mend it, see 'apachectl -t', and run up again"
  apache_keep_former
  apache_is_behind
  problem='' remedy=''
  if ! cmp -s "$STATE/$STEP/candidate.cfg" "$PART_FILE"; then tls_changed; fi
  part_swap "$STATE/$STEP/candidate.cfg"
  part_load
  tls_prove
  if unsettled "$PART_FILE"; then prove_settled tls_prove; fi
  [ -n "$problem" ] || return 0
  [ -e "$STATE/$STEP/good.cfg" ] || rollback "$problem" "$remedy"
  failed=$problem hint=${remedy:-correct the setting and run up again}
  rollback_part
  tls_prove
  fail "$failed; the last good configuration is back$(serves_again)" "$hint"
}

# tls_changed: tries a file that differs from the present one. It keeps the former ports until every node is proven.
tls_changed() {
  try_now "$HAPROXY_CFG" tls_try "$port"
  [ -z "$problem" ] || fail "$problem; HAProxy was not touched, and continues with its previous configuration" "${remedy:-correct the setting and run up again}"
  tls_with_former
}

# tls_try: proves a HAProxy on trial, whose clients use no TLS.
tls_try() {
  await_page "$TRIAL_FRONT" || problem="the new configuration answers $page, and Apache behind it $web_as_before"
}

rollback() {
  undo_tls_port
  fail "$1; everything is as it was before" "${2:-correct that and run up again}"
}

# retire: removes the ports on which users, HAProxy or nodes of the previous configuration could still reach this one.
retire() {
  tls_args
  require_apache_facts
  web_at=$(tls_address)
  jarvis_before=
  web_as_before=$(page "$behind")
  tls_given_before
  tls_warned=yes
  tls_make "$STATE/$STEP/.facts" "$STATE/$STEP/made" "$STATE/$STEP/given.pem"
  tls_retire
  apache_retire
  rm -rf "$STATE/$STEP/made" "$STATE/$STEP/.facts" "$STATE/$STEP/given.pem"
}

undo() {
  tls_args
  undo_tls_port
}
