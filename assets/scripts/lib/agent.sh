# shellcheck shell=dash disable=SC2154 # the step reads $secret_password, lib/agent-*.sh sets $config and $agent_extras
# The health agent's configuration, and the proof that it reports the true state of PostgreSQL.

need port postgres

# agent_config: prints the guide's keys and $agent_extras. The characters of every value were checked, so none needs escaping.
agent_config() {
  local comma
  printf '{\n  "database_host": "localhost",\n  "health_check_user_password": "%s",\n' "$secret_password"
  printf '  "webserver_host": "%s",\n%s  "webservers": [' "$(arg listen)" "${agent_extras:+$agent_extras
}"
  comma=
  for check in $(args check) $(recall former); do
    printf '%s\n    { "target_port": %s, "listen_port": %s }' "$comma" "${check%%:*}" "${check##*:}"
    comma=,
  done
  printf '\n  ]\n}\n'
}

require_plain_words() {
  case "$(arg listen)" in
    '' | *[!A-Za-z0-9.:_-]*) fail "'$(arg listen)' is not an address to listen on" "correct the node's address" ;;
  esac
  for other in $(args rival) $(args witness); do
    case "$other" in
      *[!][A-Za-z0-9.:_-]*) fail "'$other' is not an address" "correct the node's address, or n2acd-ha:witnesses" ;;
    esac
  done
  for check in $(args check); do
    case "$check" in
      *[!0-9:]* | :* | *: | *:*:*) fail "'$check' is not PORT:PORT" "correct the database's ports" ;;
    esac
  done
}

# checks_in FILE: prints the checks that an agent with that configuration answers.
checks_in() {
  if [ ! -e "$1" ]; then return 0; fi
  sed -n 's/.*"target_port" *: *\([0-9]*\) *, *"listen_port" *: *\([0-9]*\).*/\1:\2/p' "$1"
}

# checks_before: prints the checks that are answered now, by n2acd-ha's agent or by one that was set up by hand and serves.
checks_before() {
  if remembers checks; then
    recall checks
  elif remembers served || service_active "$service"; then
    checks_in "$config"
  fi
  recall former
}

# keep_former: keeps checks that are answered now and no longer configured until every node is proven, because proxies still ask for them.
# Ends the step when such a port is to answer for another PostgreSQL: these proxies would read the state of the wrong one.
keep_former() {
  local former_now
  former=
  for check in $(checks_before | sort -u); do
    former_now=$(args check | grep ":${check##*:}\$" || true)
    case "$former_now" in
      '') former="$former${former:+$LINE_FEED}$check" ;;
      "$check") ;;
      *)
        if ! remembers served; then continue; fi
        fail "the checkPort ${check##*:} of the PostgreSQL on port ${check%%:*} cannot go to the one on port ${former_now%%:*} in a single up: \
nodes that have not changed yet would read the state of the wrong one; nothing was changed" \
          "give these databases checkPorts that were not used before, and run up; then give them those that you want, and run up again"
        ;;
    esac
  done
  record former "$former"
  leaves "$former"
}

# agent_url PORT
agent_url() {
  local host
  host=$(arg listen)
  case "$host" in *:*) host="[$host]" ;; esac
  printf 'http://%s:%s' "$host" "$1"
}

# agent_answer PORT: prints its HTTP status, 000 when there is no answer.
agent_answer() {
  curl -s -g --noproxy '*' -o /dev/null -w '%{http_code}' --max-time 3 "$(agent_url "$1")/" </dev/null || true
}

# agent_lies CHECK: prints one sentence when the agent's answer is not what PostgreSQL reports of itself, nothing when it is. While
# PostgreSQL does not answer, 503 is right.
agent_lies() {
  local agent_recovery says
  agent_recovery=$(printf 'SELECT pg_is_in_recovery();\n' | sql "${1%%:*}" || true)
  says=$(agent_answer "${1##*:}")
  case "$agent_recovery $says" in
    'f 200' | 't 503' | ' 503') ;;
    *' 000') printf 'the agent does not answer on %s port %s' "$(arg listen)" "${1##*:}" ;;
    't 200') printf 'the agent on port %s takes a standby for the primary' "${1##*:}" ;;
    'f 503') printf 'the agent on port %s says 503 although PostgreSQL on port %s is the primary' "${1##*:}" "${1%%:*}" ;;
    *) printf 'the agent on port %s answers %s' "${1##*:}" "$says" ;;
  esac
}

# agent_proof: a sentence about the first check that stays wrong, nothing when all are right.
agent_proof() {
  local wrong
  for check in $(args check); do
    if ! await_quiet "${N2ACD_AGENT_WAIT:-15}" agent_lies "$check"; then
      printf '%s' "$complaint"
      return 0
    fi
    wrong=$(agent_stranger "${check##*:}")
    if [ -n "$wrong" ]; then
      printf '%s, so it is not %s that answers there' "$wrong" "$service"
      return 0
    fi
  done
}

# agent_strangers: prints the end of a sentence about other users that have the agent's ports.
agent_strangers() {
  local stranger_said
  for check in $(args check); do
    stranger_said=$(agent_stranger "${check##*:}")
    [ -z "$stranger_said" ] || printf '; %s' "$stranger_said"
  done
}

# agent_stranger PORT: prints a sentence when no listener there belongs to the agent's user; nothing when one does. An answer alone is no
# proof, since any program on that port can give the right one. Users are compared because the kernel reports them in every container. A
# service that begins as root is not checked, since it may end up as any user.
agent_stranger() {
  local stranger_user uid stranger_found
  stranger_user=$(systemctl show -p User --value "$service.service")
  uid=$(id -u "${stranger_user:-root}" 2>/dev/null || true)
  case "$uid" in '' | 0) return 0 ;; esac
  stranger_found=$(port_uids "$1" | tr '\n' ' ')
  case " $stranger_found" in
    ' ' | *" $uid "*) return 0 ;;
  esac
  stranger_found=${stranger_found%% *}
  printf 'port %s belongs to the user %s (%s)' "$1" \
    "$(id -un "$stranger_found" 2>/dev/null || printf '%s' "$stranger_found")" "$(port_owner "$1" | tr -cd '[:print:]')"
}

# Resets the failure count, because systemd takes several restarts in a row for a loop.
restart_agent() {
  systemctl reset-failed "$service" 2>/dev/null || true
  timeout 60 systemctl restart "$service"
}

# stop_agent SERVICE: stops it, and disables its start at boot. A host runs one agent.
stop_agent() {
  if ! service_active "$1" && ! systemctl is-enabled --quiet "$1" 2>/dev/null; then return 0; fi
  say "stops $1"
  timeout 60 systemctl disable --quiet --now "$1" 2>/dev/null || true
}
