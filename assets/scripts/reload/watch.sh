#!/bin/sh
# shellcheck shell=dash
# After a reload of HAProxy, monitors the replaced workers that still have sessions:
#
#   watch.sh SOCKET STATEFILE MASTER
#
# Replaced workers check no server any more, so 'on-marked-down shutdown-sessions' has no effect in them: a session would stay with a
# primary that was demoted. When the current worker has a server down that was up when an older worker was replaced, the older worker's
# sessions with that server are ended here. They are ended one by one through the master's socket, or, where there is none (1.8), together
# with the worker. Workers of masters that handed over to this one are ended too, see handover.sh. Runs in the background until the last
# replaced worker has ended, which hard-stop-after bounds.
set -eu
state=$2
master=$3
interval=0.25
TOOLKIT=${0%/*}/..
# shellcheck source=assets/scripts/reload/notes.sh
. "$TOOLKIT/reload/notes.sh"
need place
socket=$(socket_at "$1")

# The newest watch monitors all replaced workers; older ones end.
my_turn() { local turn; { read -r turn <"$notes/watch"; } 2>/dev/null && [ "$turn" = "$me" ]; }

# look: sets $current, the worker that answers, and $down, its servers that are down, as ' LISTEN/SERVER ... '.
look() {
  local seen
  seen=$(printf 'show info;show stat -1 4 -1\n' | socat -t 2 -T 2 - "UNIX-CONNECT:$socket" 2>/dev/null |
    awk -F , '
      /^Pid: / { pid = substr($0, 6) }
      /^# pxname/ { for (i = 1; i <= NF; i++) if ($i == "status") at = i; next }
      at && $at ~ /^DOWN/ { down = down " " $1 "/" $2 }
      END { print pid down " " }') || seen=
  current=${seen%% *}
  down=" ${seen#* }"
}

# former: prints the replaced workers that still run, and deletes the notes of those that have ended.
former() {
  local kept stat
  for kept in "$notes"/worker.*.up; do
    worker=${kept%.up}
    worker=${worker##*.}
    if [ "$worker" = "$current" ] || [ ! -e "$kept" ]; then continue; fi
    if { read -r stat <"/proc/$worker/stat"; } 2>/dev/null && still_works "${stat#* }"; then
      printf '%s ' "$worker"
    else
      rm -f "$kept"
    fi
  done
}

# still_works STAT: STAT is /proc/PID/stat from the name on: name, state, parent. A zombie holds no session, and a child of systemd is a
# master that has reused an old worker's PID.
still_works() {
  # shellcheck disable=SC2086
  set -- $1
  [ "$1" = "(haproxy)" ] && [ "$2" != Z ] && [ "$3" != 1 ]
}

# of_former WORKER: succeeds if the worker's master is not this one, but one that handed over to it.
of_former() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [ "$2" != "$master" ]
}

# end_former: ends the workers of former masters in time, because some of them may run without hard-stop-after.
end_former() {
  if [ "$former_until" -eq 0 ] || [ "$(date +%s)" -lt "$former_until" ]; then return 0; fi
  for worker in $old; do
    if of_former "$worker"; then kill -TERM "$worker" 2>/dev/null || true; fi
  done
}

# lost WORKER: prints the servers that the worker takes for up and that are down, by the names that the worker knows.
lost() {
  local now
  while read -r server now; do
    case "$down" in *" ${now:-$server} "*) printf '%s ' "$server" ;; esac
  done <"$notes/worker.$1.up"
}

tell_master() { timeout 3 socat -t 3 - "UNIX-CONNECT:$master_socket"; }

# cut WORKER SERVER
cut() {
  local few session
  if [ -z "$master_socket" ] || of_former "$1"; then
    kill -TERM "$1" && echo "ended worker $1, replaced by a reload: $2, which it could not know, is down"
    return 0
  fi
  sessions=$(printf '@!%s show sess\n' "$1" | tell_master |
    awk -v be="be=${2%/*}" -v srv="srv=${2#*/}" '
      { hit = 0; for (i = 2; i <= NF; i++) hit += ($i == be) + ($i == srv) }
      hit == 2 { sub(/:$/, "", $1); print $1 }')
  [ -n "$sessions" ] || return 0
  # A line of commands has to fit into HAProxy's buffer.
  printf '%s\n' "$sessions" | xargs -n 100 | while read -r few; do
    for session in $few; do printf '@!%s shutdown session %s;' "$1" "$session"; done | sed 's/;$/\n/' | tell_master >/dev/null
  done
  # With 2.4.9 a session occasionally survives the command that shuts it down.
  if [ "$same" -gt 12 ]; then kill -TERM "$1"; fi
  echo "ended $(printf '%s\n' "$sessions" | wc -l) sessions in worker $1, replaced by a reload: $2, which it could not know, is down"
}

# empty_state: the state file was loaded, or never will be, and another reload must not load it as current. The 1 is the file's version.
empty_state() {
  exec 9>"$notes/reload.lock"
  flock -w 5 9 || return 0
  if my_turn; then
    echo 1 >"$notes/state"
    place "$notes/state" "$state"
  fi
  exec 9>&-
}

watch() {
  local tick
  tick=0 same=0 before=
  while my_turn; do
    look
    old=$(former)
    tick=$((tick + 1))
    if [ -n "$current" ] && { [ ! -e "$notes/worker.$current.up" ] || [ "$tick" -ge 40 ]; }; then
      [ "$replaced" = yes ] || empty_state
      replaced=yes
      [ -n "$old" ] || break
    fi
    [ -e "/proc/$master" ] || break
    look_after
    [ $((tick % 20)) -ne 0 ] || end_former
    sleep "$interval"
  done
}

# look_after: ends sessions at once and for 5 s, since a session may still be on its way to the server; then every 5 s.
look_after() {
  local due
  due=
  for worker in $old; do
    for server in $(lost "$worker"); do due="$due $worker:$server"; done
  done
  [ "$due" = "$before" ] || same=0
  before=$due same=$((same + 1))
  if [ "$same" -gt 20 ] && [ $((same % 20)) -ne 0 ]; then return 0; fi
  for each in $due; do cut "${each%%:*}" "${each#*:}" || true; done
}

former_until=0
{ read -r _ former_until <"$notes/former"; } 2>/dev/null || true
master_socket=$(tr '\0' '\n' <"/proc/$master/cmdline" | sed -n '/^-S$/{n;s/,.*//;p;q;}')
replaced=no
{
  me=$(exec sh -c 'echo $PPID')
  echo "$me" >"$notes/watch"
  watch
} &
