# shellcheck shell=sh disable=SC2034,SC2154 # $problem and $remedy are for the step, $prove_wait comes from it
# Does this node serve? Each proof sets $problem to what is wrong, and $remedy to what helps; no problem, no text.

# prove_listen LISTEN CONFIG: exactly one server of it is up, each one checked, within $prove_wait seconds. One that a guard keeps out although
# its agent says primary is a second primary as well.
prove_listen() {
  if await_servers "$1" one_is_up; then return 0; fi
  prove_said=$(servers_said)
  prove_which="find out which one is right (pg_is_in_recovery(), timeline), stop the other one, run up again"
  case "$prove_servers" in
    '') problem="HAProxy shows no server for $1" remedy="see 'journalctl -u haproxy'" ;;
    *'|UP'*'|UP'*)
      problem="more than one server of $1 answers as primary, and new connections are refused until one stays: $prove_said"
      remedy=$prove_which
      ;;
    *'|UP'*"$kept_out"* | *"$kept_out"*'|UP'*)
      problem="more than one server of $1 answers as primary, and the guards admit connections only to the newest: $prove_said"
      remedy=$prove_which
      ;;
    *'|UP'*) problem="not every server of $1 was checked to the end: $prove_said" remedy="run up again" ;;
    *)
      problem="no server of $1 answers as primary: $prove_said, asked on port $(check_ports "$1" "$2")"
      remedy="see that one PostgreSQL is primary and that its agent's port is open to this node"
      ;;
  esac
}

# check_ports LISTEN CONFIG: where its servers are asked what they are.
check_ports() {
  awk -v listen="$1" '/^[a-z]/ { at = $1 == "listen" && $2 == listen }
    at && $1 == "server" && match($0, / check port [0-9]+/) { print substr($0, RSTART + 12, RLENGTH - 12) }' "$2" |
    sort -u | paste -s -d ,
}

# prove_readers LISTEN PORT: each server of it was checked, and a query gets to a standby if one is up.
prove_readers() {
  if ! await_servers "$1" all_are_checked; then
    problem="not every server of $1 was checked yet" remedy="run up again"
    return 0
  fi
  prove_wanted=t
  case "$prove_servers" in
    *'|UP'*) ;;
    *)
      say "no standby is fit for the readers of $1: they go to the primary until one is"
      prove_wanted=f
      ;;
  esac
  prove_role_behind "$2" "$prove_wanted"
}

# await_servers LISTEN CONDITION: its servers as $prove_servers, once that function holds for them; 1 when it does not
# within $prove_wait seconds.
await_servers() {
  prove_tries=$((prove_wait * 10))
  while :; do
    prove_servers=$(haproxy_servers "$1")
    if "$2"; then return 0; fi
    prove_tries=$((prove_tries - 1))
    [ "$prove_tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# How a server is listed whose agent says primary, and which a guard keeps out.
kept_out='|DOWN (agent)|L7OK'

one_is_up() {
  case "$prove_servers" in *"$kept_out"*) return 1 ;; esac
  [ "$(printf '%s\n' "$prove_servers" | grep -c '|UP')" = 1 ] && ! servers_unchecked
}

all_are_checked() { [ -n "$prove_servers" ] && ! servers_unchecked; }

# any_is_up: gives up within a second once all are down. Each was checked often enough then, and users are waiting.
any_is_up() {
  case "$prove_servers" in
    *'|UP'*) ! servers_unchecked ;;
    *'|DOWN'*)
      if [ "$prove_tries" -gt 10 ]; then prove_tries=10; fi
      return 1
      ;;
    *) return 1 ;;
  esac
}

# servers_said: $prove_servers for people, in one line.
servers_said() {
  printf '%s\n' "$prove_servers" | awk -F '|' 'NF { printf "%s%s is %s (%s)", sep, $1, $2, $3; sep = ", " }'
}

# haproxy_servers LISTEN: NAME|STATUS|CHECK, a line each.
haproxy_servers() {
  haproxy_stat status check_status last_chk | awk -F '|' -v section="$1" '
    $1 == section { check = $4; sub(/^\* /, "", check) # one is under way
      print $2 "|" $3 "|" check ($5 == "" ? "" : " " $5) }'
}

# A server that was not checked yet counts as up to HAProxy. So does one whose checks fail, until enough of them did: UP 2/3.
# With what a reload knows of the servers, every one begins there that a changed check will find dead.
servers_unchecked() { printf '%s\n' "$prove_servers" | grep -q -e '|UP[^|]*|\(INI\|$\)' -e '|UP [0-9]'; }

# prove_primary PORT: a query through HAProxy reaches a server that takes writes.
prove_primary() { prove_role_behind "$1" f; }

# prove_role_behind PORT f|t: a query through HAProxy, as the role of the health checks, reaches a primary, or a standby. One
# that was cut off is no proof of the contrary: three tries.
prove_role_behind() {
  for prove_try in 1 2 3; do
    problem='' remedy=''
    prove_query "$@"
    if [ -z "$problem" ] || [ "$prove_try" = 3 ]; then return 0; fi
    sleep 1
  done
}

# prove_query PORT f|t: one try.
prove_query() {
  if [ ! -e "$STATE/database/pgpass" ]; then
    problem="this node does not have the password of the health checks' role" remedy="run up again: the step database writes it"
    return 0
  fi
  find_psql
  prove_says=$(ask_as_role 127.0.0.1 "$1" 'SELECT pg_is_in_recovery()') || true
  case "$prove_says" in
    "$2") ;;
    f)
      problem="a query through 127.0.0.1:$1 reached a primary although a standby is up"
      remedy="run up again; if this happens again, look at the agents' answers to the readers' check"
      ;;
    t)
      problem="a query through 127.0.0.1:$1 reached a standby"
      remedy="look at the agents' answers: one of them says primary for a standby"
      ;;
    *)
      problem="a query through 127.0.0.1:$1 failed: $(printf '%s' "$prove_says" | tail -n 1)"
      remedy="see that pg_hba.conf of the primary admits $(health_role) from this node"
      ;;
  esac
}

# prove_stats [https://][ADDRESS:]PORT: the stats page answers, and not without its password.
prove_stats() {
  case "$1" in
    https://*) stats_at=$1 ;;
    *:*) stats_at=http://$1 ;;
    *) stats_at=http://127.0.0.1:$1 ;;
  esac
  # Whether the certificate is one that people believe is between them and the operator.
  stats_code=$(curl -s -k -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "$stats_at/" || true)
  case "$stats_code" in
    401) ;;
    200) problem="the stats page on $stats_at is open to anybody" remedy="report this: the configuration should ask for a password" ;;
    *) problem="the stats page on $stats_at answers $stats_code in place of 401" remedy="see what else listens there" ;;
  esac
}

# prove_metrics [https://]ADDRESS:PORT: HAProxy's figures are there, and nothing else is.
prove_metrics() {
  case "$1" in
    https://*) metrics_at=$1 ;;
    *) metrics_at=http://$1 ;;
  esac
  metrics_said=$(curl -s -k -g -m 5 --noproxy '*' -w '\n%{http_code}' "$metrics_at/metrics" | sed -n -e '/^haproxy_process_/p' -e '$p' || true)
  case "$metrics_said" in
    haproxy_process_*200) ;;
    *)
      problem="$metrics_at/metrics answers $(printf '%s\n' "$metrics_said" | tail -n 1), without figures of HAProxy"
      remedy="see what else listens there"
      ;;
  esac
}

# jarvis_servers CONFIG: 'NAME ADDRESS' of each SMS node that is in service there.
jarvis_servers() {
  awk '/^[a-z]/ { at = $1 " " $2 }
    at == "backend jarvis" && $1 == "server" && $NF != "disabled" { sub(/:[0-9]+$/, "", $3); print $2, $3 }' "$1"
}

# jarvis_remember: before a change: the addresses of the SMS nodes that answer Jarvis's requests now.
jarvis_remember() {
  jarvis_before=
  if [ ! -e "$STATE/$STEP/good.cfg" ]; then return 0; fi
  jarvis_up=$(haproxy_servers jarvis | sed -n 's/|UP.*//p')
  jarvis_before=$(jarvis_servers "$HAPROXY_CFG" | awk -v up="$jarvis_up" '
    BEGIN { n = split(up, name, "\n"); for (i = 1; i <= n; i++) is[name[i]] }
    $1 in is { print $2 }')
}

# answers_as_before: each SMS node that answered before does.
answers_as_before() {
  for jarvis_name in $jarvis_names; do
    case "$LINE_FEED$prove_servers" in *"$LINE_FEED$jarvis_name|UP"*) ;; *) return 1 ;; esac
  done
}

# prove_jarvis PATH PORT|SOCKET CONFIG: an SMS node is up for Jarvis's requests, each one that was before is, and a request through
# PORT gets there.
prove_jarvis() {
  prove_wait=$(arg wait 10)
  jarvis_names=$(jarvis_servers "$3" | awk -v before="$jarvis_before" '
    BEGIN { n = split(before, address, "\n"); for (i = 1; i <= n; i++) is[address[i]] }
    $2 in is { print $1 }')
  await_servers jarvis any_is_up || true
  prove_said=$(servers_said)
  case "$prove_servers" in
    *'|UP'*) ;;
    *)
      problem="no SMS node answers Jarvis's requests: $prove_said$(jarvis_refused "$3")"
      remedy="see n2acd-ha:jarvis ($(jarvis_keys "$3")), and that Apache on the SMS nodes answers and lets this node in"
      return 0
      ;;
  esac
  if ! await_servers jarvis answers_as_before; then
    problem="an SMS node answered Jarvis's requests before this change, and does not now: $(servers_said)$(jarvis_refused "$3")"
    remedy="see n2acd-ha:jarvis ($(jarvis_keys "$3")), and that Apache on that node answers and lets this node in"
    return 0
  fi
  prove_code=$(page "$2" "$1")
  case "$prove_code" in
    000 | 502 | 503 | 504)
      case "$2" in */*) prove_way="the new configuration" ;; *) prove_way="port $2" ;; esac
      problem="a request for $1 through $prove_way is answered $prove_code, with $prove_said"
      remedy="see Apache's error log on the SMS nodes"
      ;;
  esac
}

# prove_jarvis_paths PORT|SOCKET CONFIG: each of Jarvis's paths, unless something is wrong already.
prove_jarvis_paths() {
  for prove_path in $(args path); do
    if [ -n "$problem" ]; then break; fi
    prove_jarvis "$prove_path" "$1" "$2"
    excuse_jarvis "$2"
  done
}

# prove_settled PROOF: what was proven is so for settle=SECONDS more, looked at every few seconds.
prove_settled() {
  settle_left=$(arg settle 0)
  if [ -n "$problem" ] || [ "$settle_left" = 0 ]; then return 0; fi
  say "proven; watches for $settle_left s that it stays so"
  settle_until=$(($(date +%s) + settle_left))
  while [ -z "$problem" ] && [ "$(date +%s)" -lt "$settle_until" ]; do
    sleep "$([ "$settle_left" -lt 3 ] && echo "$settle_left" || echo 3)"
    "$1"
  done
  [ -z "$problem" ] || problem="the test passed at first, but then: $problem"
}

# serves_again: what a second proof, after the way back, found: the end of a sentence.
serves_again() {
  if [ -z "$problem" ]; then
    printf ', and serves'
  else
    printf ', and does not serve either: %s' "$problem"
  fi
}
