# shellcheck shell=dash
# Patroni and repmgr, which promote: reads what they report, and starts their switchovers.

# patroni_says USER CONFIG: reports all members, as JSON in one line, and whether Patroni is paused.
patroni_says() {
  local list
  list=$(cd / && timeout 30 runuser -u "$1" -- patronictl -c "$2" list -f json 2>&1) ||
    fail "patronictl list fails: $(printf '%s\n' "$list" | tail -n 1)" "see as the user $1: patronictl -c $2 list"
  record members "$(printf '%s' "$list" | tr -d '\n')"
  if (cd / && timeout 30 runuser -u "$1" -- patronictl -c "$2" show-config 2>/dev/null) | grep -qx 'pause: true'; then record paused; fi
}

# patroni_switch USER CONFIG SCOPE MEMBER: Patroni completes the switchover even if this script ends.
patroni_switch() {
  local said
  trap '' HUP PIPE
  said=$(cd / && timeout 120 runuser -u "$1" -- patronictl -c "$2" switchover "$3" --candidate "$4" --force 2>&1) || true
  case "$said" in
    *'Successfully switched over'*) record switched ;;
    *) fail "Patroni does not switch over: $(printf '%s\n' "$said" | grep -v '^[+|]' | tail -n 2 | tr '\n' ' ')" \
      "see patronictl -c $2 list, and Patroni's log" ;;
  esac
}

# repmgr_check USER PROGRAM CONFIG: fails with all that repmgr itself reports when it would not switch over.
repmgr_check() {
  local said
  said=$(cd / && timeout 60 runuser -u "$1" -- "$2" -f "$3" standby switchover --siblings-follow --dry-run 2>&1) ||
    fail "repmgr would not switch over: $(printf '%s\n' "$said" | grep -E '^(ERROR|DETAIL|HINT)' | tr '\n' ' ')" \
      "what it says; see as the user $1: repmgr -f $3 standby switchover --siblings-follow --dry-run"
}

# repmgr_switch PORT USER PROGRAM CONFIG: runs in its own process, which continues when this connection is cut; the next call waits for it.
repmgr_switch() {
  trap '' HUP PIPE
  repmgr_file=$NOTES/$1.repmgr
  if ! repmgr_at_work "$1"; then
    rm -f "$repmgr_file".*
    # shellcheck disable=SC2016 # for that shell
    setsid sh -c 'echo $$ >"$1.pid"; cd /; runuser -u "$2" -- "$3" -f "$4" standby switchover --siblings-follow >"$1.log" 2>&1; echo $? >"$1.status"' \
      sh "$repmgr_file" "$2" "$3" "$4" </dev/null >/dev/null 2>&1 9>&- &
    sleep 0.2
  fi
  while [ ! -s "$repmgr_file.status" ] && repmgr_at_work "$1"; do sleep 0.1; done
  [ "$(cat "$repmgr_file.status" 2>/dev/null)" = 0 ] ||
    fail "repmgr did not switch over to its end: $(grep -E '^(ERROR|DETAIL|HINT|WARNING)' "$repmgr_file.log" | tail -n 3 | tr '\n' ' ')" "run this again"
  record switched
}

# repmgr_at_work PORT: succeeds while a repmgr that this script started still runs.
repmgr_at_work() {
  local at_work_pid
  at_work_pid=$(cat "$NOTES/$1.repmgr.pid" 2>/dev/null) || return 1
  tr '\0' '\n' <"/proc/$at_work_pid/cmdline" 2>/dev/null | grep -qxF "$NOTES/$1.repmgr"
}
