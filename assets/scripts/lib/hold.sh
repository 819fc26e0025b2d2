# shellcheck shell=dash disable=SC2154 # $role, $nodes and $secret_password come from the step
# Suspends HAProxy's checks while an agent restarts: on this node at once, on the others by arrangement. No node can reach another
# one's HAProxy, but each can log in to the primary: a node whose checks are suspended shows that by a session there. The primary's node
# waits for these sessions, and ends them when its agent answers again.

need addresses haproxy login postgres

HOLD_NAME=n2acd-ha-hold
# Seconds: until the checks resume in any case; a session's longest life; the wait for the other nodes.
HOLD_BOUND=60
HOLD_SESSION=45
HOLD_WAIT=${N2ACD_HOLD_WAIT:-20}

# hold_checks: suspends the checks of the servers that are up here, for as long as they answer reload/held.sh. The others
# are still checked, so that a new primary is found.
hold_checks() {
  local listen hold_server
  hold_end=
  for listen in $(args database | sed 's/:.*//'); do
    for hold_server in $(haproxy_servers "Postgres-$listen" | sed -n 's/|UP.*//p'); do
      hold_end="$hold_end;enable health Postgres-$listen/$hold_server"
    done
  done
  [ -n "$hold_end" ] || return 0
  hold_end=${hold_end#;}
  stop_hold_timer
  systemd-run --quiet --collect --unit="$HOLD_NAME" --on-active="$HOLD_BOUND" --timer-property=AccuracySec=1s \
    sh -c "printf '%s\n' '$hold_end' | socat - UNIX-CONNECT:$(haproxy_socket)"
  # shellcheck disable=SC2046 # a word a server
  systemd-run --quiet --collect --unit="$HOLD_NAME-watch" sh "$TOOLKIT/reload/held.sh" "$HOLD_NAME" $(held_servers)
  haproxy_ask "$(printf '%s' "$hold_end" | sed 's/enable health/disable health/g')" >/dev/null
}

# held_servers: prints those, as ADDRESS@PORT. HAProxy's columns are the names of backend and server, and the address; the port is the 19th.
held_servers() {
  haproxy_ask 'show servers state' | awk -v held="$hold_end;" '
    NF > 18 && index(held, "enable health " $2 "/" $4 ";") && !seen[$5 "@" $19]++ { print $5 "@" $19 }'
}

release_checks() {
  [ -n "${hold_end-}" ] || return 0
  haproxy_ask "$hold_end" >/dev/null
  stop_hold_timer
  hold_end=
}

# end_hold: ends a hold, whichever step began it. The step haproxy runs when all agents are proven.
end_hold() {
  systemctl is-active --quiet "$HOLD_NAME.timer" || return 0
  systemctl start "$HOLD_NAME.service"
  stop_hold_timer
}

stop_hold_timer() { systemctl stop "$HOLD_NAME.timer" "$HOLD_NAME-watch.service" 2>/dev/null || true; }

# tell_primary PORT PASSFILE: holds a session on whichever other node is the primary, until the primary's node ends it. To be run in
# the background.
tell_primary() {
  local own node
  own=$(own_addresses)
  for node in $(printf '%s\n' "$nodes" | grep -vxF "$own"); do
    # shellcheck disable=SC2034 # see lib/login.sh
    N2ACD_ANSWER_TIMEOUT=$((HOLD_SESSION + 10))
    ask_as_role "$node" "$1" "SET application_name = '$HOLD_NAME';
SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_sleep($HOLD_SESSION)::text END" "$2" >/dev/null || true
  done
}

# await_holders PORT: waits, on the primary, until every other node has shown by a session that its checks are suspended.
await_holders() {
  local own others await_tries here
  own=$(own_addresses)
  others=$(printf '%s\n' "$nodes" | grep -cvxF "$own" || true)
  await_tries=$((HOLD_WAIT * 4))
  while :; do
    here=$(ask "$1" "SELECT count(DISTINCT client_addr) FROM pg_stat_activity WHERE application_name = '$HOLD_NAME';")
    if [ "$here" -ge "$others" ]; then return 0; fi
    await_tries=$((await_tries - 1))
    if [ "$await_tries" -le 0 ]; then
      say "only $here of $others other nodes have suspended their checks: on the others HAProxy may take this node's agent for dead for a moment"
      return 0
    fi
    sleep 0.25
  done
}

# dismiss_holders PORT: ends the sessions of the other nodes.
dismiss_holders() {
  ask "$1" "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '$HOLD_NAME';" >/dev/null
}
