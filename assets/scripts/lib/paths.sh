# shellcheck shell=dash disable=SC2034,SC2154 # $problem and $remedy are for the step, $prove_servers comes from lib/proof.sh
# The paths that a failover needs: from this node to the agent and to PostgreSQL of every node. Whatever answered before a change has to
# answer after it. Whatever did not is reported and stops nothing, except where no HAProxy of n2acd-ha served before.

need haproxy login postgres

# require_agent_stays CONFIG: where HAProxy asks another endpoint from now on, ends the step if that endpoint has a port of the agent that this
# `up` removes at its end. That agent would answer each proof, and afterwards nothing would answer.
require_agent_stays() {
  local stays_port
  if [ -n "$(arg agent)" ] || [ ! -e "$STATE/agent/args" ]; then return 0; fi
  # shellcheck disable=SC2013 # a word a port
  for stays_port in $(sed -n 's/^check=[0-9]*:\([0-9]*\)$/\1/p' "$STATE/agent/args"); do
    if grep -q "^ *server .* check port $stays_port\( \|\$\)" "$1"; then
      fail "HAProxy would ask port $stays_port, where this stack's own agent answers until this change takes it away; nothing was changed" \
        "take databases[].checkPort out of the stack file, or give it the port of the endpoint, and run up again"
    fi
  done
}

# path_lines CONFIG: prints 'SECTION SERVER ADDRESS PORT' of each PostgreSQL server that is in service.
path_lines() {
  awk '
    /^[a-z]/ { at = $1 == "listen" && $2 ~ /^Postgres-/ ? $2 : "" }
    at != "" && $1 == "server" && $NF != "disabled" {
      port = address = $3
      sub(/.*:/, "", port)
      sub(/:[0-9]+$/, "", address)
      gsub(/[][]/, "", address)
      print at, $2, address, port
    }' "$1"
}

# path_silent SECTION SERVER: prints HAProxy's words when the agent of that server does not report its role. 'not the primary' is an answer, and
# so is 'primary' from a server that a guard keeps out.
path_silent() {
  haproxy_servers "$1" | awk -F '|' -v server="$2" '$1 == server && $2 !~ /^(UP|MAINT)/ && $3 !~ /^L7(STS|OK)/ { print $3 == "" ? "not checked yet" : $3 }'
}

# path_login ADDRESS PORT: prints the error of PostgreSQL or psql when the role of the health checks cannot log in there.
path_login() {
  find_psql
  login_said=$(N2ACD_CONNECT_TIMEOUT=3 ask_as_role "$1" "$2" 'SELECT pg_is_in_recovery()') || true
  case "$login_said" in t | f) return 0 ;; esac
  login_said=$(printf '%s' "$login_said" | tail -n 1)
  printf '%s' "${login_said:-no answer}"
}

# paths_remember: before a change, records what does not answer, as 'agent ADDRESS PORT' and 'login ADDRESS PORT'. Where no HAProxy
# serves with a configuration of n2acd-ha, there is nothing to record.
paths_remember() {
  : >"$STATE/$STEP/.silent"
  if [ ! -e "$STATE/$STEP/good.cfg" ] || [ -z "$(haproxy_worker)" ]; then return 0; fi
  path_lines "$HAPROXY_CFG" | while read -r path_section path_server path_address path_port; do
    if [ -n "$(path_silent "$path_section" "$path_server")" ]; then echo "agent $path_address $path_port"; fi
    if [ -n "$(path_login "$path_address" "$path_port")" ]; then echo "login $path_address $path_port"; fi
  done | sort -u >"$STATE/$STEP/.silent"
}

# path_was_silent KIND ADDRESS PORT
path_was_silent() { grep -qxF "$1 $2 $3" "$STATE/$STEP/.silent"; }

# path_problem KIND ADDRESS PORT WHAT REMEDY: sets $problem and $remedy, unless WHAT was so before: then it is only reported.
path_problem() {
  if path_was_silent "$1" "$2" "$3"; then
    say "$4; it was so before this change. A failover to it would not work from here"
  elif [ -z "$problem" ]; then
    problem=$4 remedy=$5
  fi
}

# path_is_settled SECTION SERVER ADDRESS PORT: the agent reports its role, or did not before either; $path_words is HAProxy's reason if it does not.
path_is_settled() {
  path_words=$(path_silent "$1" "$2")
  [ -z "$path_words" ] || path_was_silent agent "$3" "$4"
}

# prove_agents CONFIG: the agent of each server has to report its role within $prove_wait seconds: HAProxy may not have asked it yet.
prove_agents() {
  path_lines "$1" >"$STATE/$STEP/.paths"
  while read -r path_section path_server path_address path_port; do
    await "$prove_wait" path_is_settled "$path_section" "$path_server" "$path_address" "$path_port" || true
    if [ -z "$path_words" ]; then continue; fi
    path_problem agent "$path_address" "$path_port" \
      "the agent of $path_server for $path_section ($path_address) does not say whether it is the primary: $path_words" \
      "see that the agent runs on $path_server, and that its port is open to this node; a node that is out of service goes into n2acd-ha:drained"
  done <"$STATE/$STEP/.paths"
}

# prove_logins CONFIG: PostgreSQL of each server has to admit the role of the health checks from this node.
prove_logins() {
  local path_remedy
  path_lines "$1" | awk '!seen[$3 " " $4]++' >"$STATE/$STEP/.paths"
  while read -r path_section path_server path_address path_port; do
    path_words=$(path_login "$path_address" "$path_port")
    if [ -z "$path_words" ]; then continue; fi
    case "$path_words" in
      *pg_hba.conf*)
        path_remedy="put the lines between '# BEGIN n2acd-ha' and '# END n2acd-ha' back into pg_hba.conf of $path_server: n2acd-ha:repair for its step \
database does it; where Patroni or another manager writes that file, they belong into its configuration (postgresql.pg_hba)"
        ;;
      *) path_remedy="see that PostgreSQL runs on $path_server, listens on that address, and that port $path_port is open to this node" ;;
    esac
    path_problem login "$path_address" "$path_port" \
      "the role of the health checks cannot log in to PostgreSQL of $path_server ($path_address port $path_port) from here: $path_words" "$path_remedy"
  done <"$STATE/$STEP/.paths"
}

# prove_paths CONFIG: proves the agents, and then the logins.
prove_paths() {
  prove_agents "$1"
  [ -n "$problem" ] || prove_logins "$1"
}
