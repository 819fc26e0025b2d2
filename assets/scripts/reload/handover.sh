#!/bin/sh
# Starts a second HAProxy, which inherits the listening sockets of the running one:
#
#   handover.sh SOCKET MASTER COMMAND...
#
# The new HAProxy announces itself to systemd as the unit's main process in place of MASTER. The script ends once systemd reports that; if
# that takes more than 15 s, it kills the new HAProxy and fails.
set -eu
socket=$1
master=$2
shift 2
TOOLKIT=${0%/*}/..
# shellcheck source=assets/scripts/reload/notes.sh
. "$TOOLKIT/reload/notes.sh"

# Workers that were replaced by MASTER before it had a socket, or together with an earlier master, have no note: the servers that are up now
# count as the servers that were up for them.
worker=$(printf 'show info\n' | socat -t 3 - "UNIX-CONNECT:$socket" | sed -n 's/^Pid: *//p')
for each in /proc/[0-9]*; do
  other=$notes/worker.${each#/proc/}.up
  { read -r name <"$each/comm"; } 2>/dev/null || continue
  if [ "$name" != haproxy ] || [ -e "$other" ] || [ ! -e "$notes/worker.$worker.up" ]; then continue; fi
  if grep -q '^PPid:[[:space:]]*1$' "$each/status" || ! cmp -s "$each/cgroup" "/proc/$master/cgroup"; then continue; fi
  cp "$notes/worker.$worker.up" "$other"
done
# A HAProxy that was set up by hand may run without hard-stop-after: watch.sh ends its workers at this time.
until=$(awk -v now="$(date +%s)" '
  $1 == "hard-stop-after" {
    unit = $2
    sub(/^[0-9]*/, "", unit)
    until = now + $2 * (unit == "d" ? 86400 : unit == "h" ? 3600 : unit == "m" ? 60 : unit == "s" ? 1 : 0.001)
  }
  END { printf "%d", until }' /etc/haproxy/haproxy.cfg)
echo "$master $until" >"$notes/former"

# The new HAProxy must not be a child of this shell: systemd would not notice its end.
exec 3>&1
new=$("$@" -x "$socket" >&3 3>&- & echo $!)
tries=150
until [ "$(systemctl show -p MainPID --value haproxy)" = "$new" ]; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ] || [ ! -d "/proc/$new" ]; then
    kill "$new" 2>/dev/null || true
    exit 1
  fi
  sleep 0.1
done
