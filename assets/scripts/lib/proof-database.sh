# shellcheck shell=dash disable=SC2034 # $problem and $remedy are for the step
# Does HAProxy on this node forward connections to the databases? See lib/proof.sh.

need haproxy login postgres proof

# prove_listen LISTEN CONFIG: within $prove_wait seconds, exactly one server of the section is up and each one has been checked. If that never
# happens and two primaries were seen at any time, these are the problem, even if the agent of one was late with its last answer.
prove_listen() {
  prove_several=''
  if await_servers "$1" one_is_up; then return 0; fi
  prove_servers=${prove_several:-$prove_servers}
  prove_said=$(servers_said)
  case "$prove_servers" in
    '') problem="HAProxy shows no server for $1" remedy="see 'journalctl -u haproxy'" ;;
    "$prove_several") several_problem "$1" ;;
    *'|UP'*) problem="not every server of $1 was checked to the end: $prove_said" remedy="run up again" ;;
    *)
      problem="no server of $1 answers as primary: $prove_said, asked on port $(check_ports "$1" "$2")"
      remedy="see that one PostgreSQL is primary and that its agent's port is open to this node"
      ;;
  esac
}

several_problem() { # LISTEN
  local several_then
  several_then="the guards admit connections only to the newest"
  case "$prove_servers" in *'|UP'*'|UP'*) several_then="new connections are refused until one stays" ;; esac
  problem="more than one server of $1 answers as primary, and $several_then: $(servers_said)"
  remedy="find out which one is right (pg_is_in_recovery(), timeline), stop the other one, run up again"
}

# prove_still_one LISTEN: the same check once every agent has answered. Until then, a server with a late agent was not counted as a primary.
prove_still_one() {
  prove_servers=$(haproxy_servers "$1")
  if several_are_primary; then several_problem "$1"; fi
}

# check_ports LISTEN CONFIG: prints the ports on which HAProxy asks the servers for their role.
check_ports() {
  awk -v listen="$1" '/^[a-z]/ { at = $1 == "listen" && $2 == listen }
    at && $1 == "server" && match($0, / check port [0-9]+/) { print substr($0, RSTART + 12, RLENGTH - 12) }' "$2" |
    sort -u | paste -s -d ,
}

# prove_readers LISTEN PORT: each server of the section was checked, and a query reaches a standby if one is up.
prove_readers() {
  local wanted
  if ! await_servers "$1" all_are_checked; then
    problem="not every server of $1 was checked yet" remedy="run up again"
    return 0
  fi
  wanted=t
  case "$prove_servers" in
    *'|UP'*) ;;
    *)
      say "no standby is fit for the readers of $1: they go to the primary until one is"
      wanted=f
      ;;
  esac
  prove_role_behind "$2" "$wanted"
}

one_is_up() {
  if several_are_primary; then
    prove_several=$prove_servers
    return 1
  fi
  [ "$(printf '%s\n' "$prove_servers" | grep -c '|UP')" = 1 ] && ! servers_unchecked
}

# several_are_primary: according to their agents, including servers that a guard keeps out. One late answer does not change that.
several_are_primary() {
  printf '%s\n' "$prove_servers" | awk -F '|' '
    $2 == "UP" && $3 ~ /^L[0-9]OK/ { several += 1 }
    $2 == "DOWN (agent)" && $4 == "fit" && $3 !~ /^(INI|L7STS|$)/ { several += 1 }
    END { exit several < 2 }'
}

all_are_checked() { [ -n "$prove_servers" ] && ! servers_unchecked; }

# prove_primary PORT: a query through HAProxy reaches a server that takes writes.
prove_primary() { prove_role_behind "$1" f; }

# prove_role_behind PORT f|t: a query through HAProxy, as the role of the health checks, reaches a primary (f) or a standby (t). A query
# whose connection was cut proves nothing, so there are three tries.
prove_role_behind() {
  local prove_try
  for prove_try in 1 2 3; do
    problem='' remedy=''
    prove_query "$@"
    if [ -z "$problem" ] || [ "$prove_try" = 3 ]; then return 0; fi
    sleep 1
  done
}

# prove_query PORT f|t: one try.
prove_query() {
  local says
  if [ ! -e "$STATE/database/pgpass" ]; then
    problem="this node does not have the password of the health checks' role" remedy="run up again: the step database writes it"
    return 0
  fi
  find_psql
  says=$(ask_as_role 127.0.0.1 "$1" 'SELECT pg_is_in_recovery()') || true
  case "$says" in
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
      problem="a query through 127.0.0.1:$1 failed: $(printf '%s' "$says" | tail -n 1)"
      remedy="see that pg_hba.conf of the primary admits $(health_role) from this node"
      ;;
  esac
}
