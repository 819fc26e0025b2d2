# shellcheck shell=sh disable=SC2154 # $secret_password and $secret_key come from read_secrets
# guard: the small daemon that tells this node's HAProxy which PostgreSQL is superseded, beside whichever agent there is.
#
#   host= node=NAME listen=ADDRESS port=PORT role=NAME lease=MILLISECONDS hold=MILLISECONDS database=NAME:PGPORT ...
#         [rival=NAME:ADDRESS ...] [witness=ADDRESS:PORT ...]
#   stdin: password=...  and key=... with which the guards sign what they say to each other
#
# To start it anew cuts no session: HAProxy keeps what it was told last. So every change is a restart.

need port postgres program secrets

GUARD=n2acd-ha-guard
GUARD_HOME=/usr/local/lib/n2acd-ha-guard
GUARD_UNIT=/etc/systemd/system/n2acd-ha-guard.service
GUARD_CONFIG=/etc/n2acd-ha/guard.json

apply() {
  read_secrets
  require_guard_words
  find_psql
  guard_user
  guard_folders
  guard_program
  put_file "$GUARD_UNIT" 644 root:root <"$TOOLKIT/guard/$GUARD.service"
  if unsettled "$GUARD_UNIT"; then
    record restart-due yes
    systemctl daemon-reload
    settled "$GUARD_UNIT"
  fi
  guard_config | put_file "$GUARD_CONFIG" 640 "root:n2acd-guard"
  if unsettled "$GUARD_CONFIG"; then record restart-due yes; fi
  enable_service "$GUARD"
  if remembers restart-due || ! service_active "$GUARD"; then
    say "starts $GUARD"
    systemctl reset-failed "$GUARD" 2>/dev/null || true
    timeout 60 systemctl restart "$GUARD" || fail "$GUARD does not start$(guard_stranger)" "see 'journalctl -u $GUARD', then run up again"
  fi
  guard_wrong=$(guard_proof)
  [ -z "$guard_wrong" ] || fail "$guard_wrong; HAProxy continues without the guard" "see 'journalctl -u $GUARD', then run up again"
  settled "$GUARD_CONFIG"
  forget restart-due
  say "$GUARD knows the role of its PostgreSQL"
}

require_guard_words() {
  [ -n "$secret_key" ] || fail "the guards' key did not arrive" "run up again"
  for guard_word in "$(arg node)" "$(arg listen)" "$(arg port)" "$(arg lease)" "$(arg hold)" $(args database) $(args rival) $(args witness); do
    case "$guard_word" in
      '' | *[!][A-Za-z0-9.:_-]*) fail "'$guard_word' is not a name, an address or a number" "correct the node's name or address, or n2acd-ha:witnesses" ;;
    esac
  done
}

guard_user() {
  if id -u n2acd-guard >/dev/null 2>&1; then return 0; fi
  record user yes
  setsid -w systemd-sysusers "$TOOLKIT/guard/$GUARD.sysusers" || fail "the system user n2acd-guard cannot be made" \
    "see what 'systemd-sysusers $TOOLKIT/guard/$GUARD.sysusers' says"
}

guard_folders() {
  for guard_folder in "$(dirname "$GUARD_CONFIG")" "$(dirname "$GUARD_HOME")"; do
    if [ -d "$guard_folder" ]; then continue; fi
    record "made$(printf '%s' "$guard_folder" | tr '/' '%')" "$guard_folder"
    (umask 022 && mkdir -p "$guard_folder")
  done
}

# guard_changed: the program is not as the toolkit has it. It shares files with the agent's, and has both as the toolkit does.
guard_changed() {
  [ "$(program_print "$GUARD_HOME/guard" "$GUARD_HOME/agent")" != "$(program_print "$TOOLKIT/guard" "$TOOLKIT/agent")" ]
}

guard_program() {
  if guard_changed; then
    record restart-due yes
    program_put "$GUARD_HOME" "$TOOLKIT/guard" "$TOOLKIT/agent"
  fi
}

# guard_config: every value's alphabet was checked, so none needs quoting.
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

# guard_proof: a sentence about the first database that it takes for something else than PostgreSQL says. The other nodes' guards may
# come later in this run.
guard_proof() {
  for guard_database in $(args database); do
    if ! await_quiet "${N2ACD_AGENT_WAIT:-15}" guard_lies "${guard_database%%:*}" "${guard_database##*:}"; then
      printf '%s' "$complaint"
      return 0
    fi
  done
  guard_stranger
}

# guard_lies DATABASE PORT
guard_lies() {
  guard_recovery=$(printf 'SELECT pg_is_in_recovery();\n' | sql "$2" || true)
  guard_says=$(guard_status | awk -v name="$1" '$1 == "own" && $2 == name { print $3 }')
  case "$guard_recovery $guard_says" in
    'f primary' | 'f read-only' | 't standby' | ' unavailable') ;;
    *' ') printf '%s does not answer on 127.0.0.1 port %s' "$GUARD" "$(arg port)" ;;
    *) printf '%s reports PostgreSQL on port %s as %s, which it is not' "$GUARD" "$2" "$(printf '%s' "$guard_says" | tr -cd 'a-z-')" ;;
  esac
}

# guard_stranger: the end of a sentence about somebody else who has the guard's port: he could tell HAProxy what he likes.
guard_stranger() {
  guard_uids=$(port_uids "$(arg port)" | sort -u | tr '\n' ' ')
  case " $guard_uids" in
    ' ' | " $(id -u n2acd-guard) ") ;;
    *) printf '; port %s belongs to %s' "$(arg port)" "$(port_owner "$(arg port)" | tr -cd '[:print:]')" ;;
  esac
}

undo() {
  if ! remembers args; then return 0; fi
  timeout 60 systemctl disable --quiet --now "$GUARD" 2>/dev/null || true
  undo_file "$GUARD_UNIT"
  systemctl daemon-reload
  systemctl reset-failed "$GUARD" 2>/dev/null || true
  undo_file "$GUARD_CONFIG"
  rm -rf "$GUARD_HOME" "$GUARD_HOME.new" "$GUARD_HOME.old"
  if remembers user && id -u n2acd-guard >/dev/null 2>&1; then
    setsid -w userdel n2acd-guard || say "leaves the user n2acd-guard: it is in use"
  fi
  for guard_folder in $(recall_names made%); do
    rmdir --ignore-fail-on-non-empty "$(recall "made%$guard_folder")" 2>/dev/null || true
  done
}
