# shellcheck shell=dash disable=SC2154 # $secret_password and $secret_key come from read_secrets
# guard: the small daemon that reports to this node's HAProxy which PostgreSQL is superseded. It runs beside either agent.
#
#   host= node=NAME listen=ADDRESS port=PORT role=NAME lease=MILLISECONDS hold=MILLISECONDS database=NAME:PGPORT ...
#         [rival=NAME:ADDRESS ...] [witness=ADDRESS:PORT ...]
#   stdin: password=...  and key=... with which the guards sign their messages to each other
#
# A restart ends no session, because HAProxy keeps the last state that it received. So every change is a restart.

need daemon folders port postgres secrets

# The guard shares files with the agent's program.
daemon_is n2acd-ha-guard n2acd-guard user /etc/n2acd-ha/guard.json "$TOOLKIT/guard" "$TOOLKIT/agent"

apply() {
  local wrong
  read_secrets
  require_guard_words
  find_psql
  daemon_install
  guard_config | put_file "$daemon_config" 640 "root:$daemon_user"
  if unsettled "$daemon_config"; then record restart-due yes; fi
  enable_service "$daemon"
  if remembers restart-due || ! service_active "$daemon"; then
    say "starts $daemon"
    systemctl reset-failed "$daemon" 2>/dev/null || true
    timeout 60 systemctl restart "$daemon" || fail "$daemon does not start$(guard_stranger)" "see 'journalctl -u $daemon', then run up again"
  fi
  wrong=$(guard_proof)
  [ -z "$wrong" ] || fail "$wrong; HAProxy continues without the guard" "see 'journalctl -u $daemon', then run up again"
  settled "$daemon_config"
  forget restart-due
  say "$daemon knows the role of its PostgreSQL"
}

require_guard_words() {
  local word
  [ -n "$secret_key" ] || fail "the guards' key did not arrive" "run up again"
  for word in "$(arg node)" "$(arg listen)" "$(arg port)" "$(arg lease)" "$(arg hold)" $(args database) $(args rival) $(args witness); do
    case "$word" in
      '' | *[!][A-Za-z0-9.:_-]*) fail "'$word' is not a name, an address or a number" "correct the node's name or address, or n2acd-ha:witnesses" ;;
    esac
  done
}

# guard_config: the characters of every value were checked, so none needs quoting.
guard_config() {
  printf '{\n  "node": "%s",\n  "listen": "%s",\n  "haproxy_host": "127.0.0.1",\n  "port": %s,\n' "$(arg node)" "$(arg listen)" "$(arg port)"
  printf '  "key": "%s",\n  "health_check_user": "%s",\n  "health_check_user_password": "%s",\n' \
    "$secret_key" "$(arg role health_check_user)" "$secret_password"
  printf '  "lease_ms": %s,\n  "hold_ms": %s,\n' "$(arg lease)" "$(arg hold)"
  printf '  "databases": {%s},\n' "$(args database | awk -F : '{ printf "%s\"%s\": %s", sep, $1, $2; sep = ", " }')"
  printf '  "rivals": {%s},\n' "$(args rival | awk '{ at = index($0, ":")
    printf "%s\"%s\": \"%s\"", sep, substr($0, 1, at - 1), substr($0, at + 1); sep = ", " }')"
  printf '  "witnesses": [%s]\n}\n' "$(args witness | awk '{ printf "%s\"%s\"", sep, $0; sep = ", " }')"
}

guard_status() { printf 'status\n' | socat -t 3 -T 3 - "TCP:127.0.0.1:$(arg port)" 2>/dev/null || true; }

# guard_proof: prints a sentence about the first database whose role the guard reports wrongly. The other nodes' guards may start later in
# this run.
guard_proof() {
  local database
  for database in $(args database); do
    if ! await_quiet "${N2ACD_AGENT_WAIT:-15}" guard_lies "${database%%:*}" "${database##*:}"; then
      printf '%s' "$complaint"
      return 0
    fi
  done
  guard_stranger
}

# guard_lies DATABASE PORT
guard_lies() {
  local guard_recovery says
  guard_recovery=$(printf 'SELECT pg_is_in_recovery();\n' | sql "$2" || true)
  says=$(guard_status | awk -v name="$1" '$1 == "own" && $2 == name { print $3 }')
  case "$guard_recovery $says" in
    'f primary' | 'f read-only' | 't standby' | ' unavailable') ;;
    *' ') printf '%s does not answer on 127.0.0.1 port %s' "$daemon" "$(arg port)" ;;
    *) printf '%s reports PostgreSQL on port %s as %s, which it is not' "$daemon" "$2" "$(printf '%s' "$says" | tr -cd 'a-z-')" ;;
  esac
}

# guard_stranger: prints the end of a sentence about another user's process on the guard's port, which could report anything to HAProxy.
guard_stranger() {
  local uids
  uids=$(port_uids "$(arg port)" | sort -u | tr '\n' ' ')
  case " $uids" in
    ' ' | " $(id -u "$daemon_user") ") ;;
    *) printf '; port %s belongs to %s' "$(arg port)" "$(port_owner "$(arg port)" | tr -cd '[:print:]')" ;;
  esac
}

undo() {
  if ! remembers args; then return 0; fi
  timeout 60 systemctl disable --quiet --now "$daemon" 2>/dev/null || true
  undo_file "$daemon_config"
  undo_daemon
  undo_folders
}
