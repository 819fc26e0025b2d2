#!/bin/sh
# Saves what HAProxy's worker knows, before HAProxy reloads:
#
#   before.sh SOCKET STATEFILE CONFIG
#
# STATEFILE gets the state of the servers, because the next worker would otherwise take each for up until it has checked it. For watch.sh,
# worker.PID.up among the notes lists the servers that were up, each with its name after the reload.
set -eu
state=$2
config=$3
TOOLKIT=${0%/*}/..
# shellcheck source=assets/scripts/reload/notes.sh
. "$TOOLKIT/reload/notes.sh"
need place
socket=$(socket_at "$1")

ask() { printf '%s\n' "$1" | timeout 3 socat -t 3 - "UNIX-CONNECT:$socket"; }

# unchanged < STATE: prints the state without the servers whose address, port or use of TLS differs in CONFIG: HAProxy would keep the old
# port and no TLS, and their state is that of the old server. The agent's port is left out, since there is no agent in HAProxy's sense. A
# renamed server is recognised by its address.
unchanged() {
  awk '
    FNR == 1 { file++ }
    file == 1 && ($1 == "listen" || $1 == "backend") { section = $2 }
    file == 1 && $1 == "server" {
      line[section "/" $2] = $3 " " $0 " "
      gsub(/[][]/, "", $3)
      named[section "/" $3] = $2
    }
    file == 1 { next }
    $1 == "1" || $1 == "#" { print; next }
    !($2 "/" $4 in line) && ($2 "/" $5 ":" $19) in named { $4 = named[$2 "/" $5 ":" $19] }
    !($2 "/" $4 in line) { next }
    {
      now = line[$2 "/" $4]
      split(now, word, " ")
      port = word[1]
      sub(/.*:/, "", port)
      at = substr(word[1], 1, length(word[1]) - length(port) - 1)
      gsub(/[][]/, "", at)
      if (NF > 18 && port != $19) next
      if (at ~ /^[0-9.]+$|:/ && at != $5) next
      if (NF > 20 && ($21 == 1) != (now ~ / ssl /)) next
      if (NF > 21 && $22 != 0 && now ~ / port / && now !~ (" port " $22 " ")) next
      if (NF > 24) { $24 = "-"; $25 = 0 }
      print
    }' "$config" -
}

# From here on no watch of an earlier reload may empty the state file.
exec 9>"$notes/reload.lock"
flock -w 5 9
rm -f "$notes/watch"
case "$socket" in */admin.sock) notes_moved_in "${socket%/*}" ;; esac

ask 'show servers state' >"$notes/said"
worker=$(ask 'show info' | sed -n 's/^Pid: *\([0-9]*\)$/\1/p')
unchanged <"$notes/said" >"$notes/state"
place "$notes/state" "$state"
# Columns: id and name of the backend, id and name of the server, its address, 0 for down; the port is the 19th.
awk 'FNR == 1 { file++ }
  NF <= 6 || $1 == "#" { next }
  file == 1 { now[$2 "/" $5 ":" $19] = $4; next }
  $6 != 0 { at = $2 "/" $5 ":" $19; print $2 "/" $4, $2 "/" (at in now ? now[at] : $4) }' \
  "$notes/state" "$notes/said" >"$notes/worker.$worker.up"
rm -f "$notes/said" "$notes/state"
