#!/bin/sh
# Stops the dockerd that setup started from this clone, and no other.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/lib.sh"

[ -f "$dev/dockerd.pid" ] || exit 0
pid=$(cat "$dev/dockerd.pid")
# The process ID may belong to another process by now.
case $(ps -o comm= -p "$pid" 2>/dev/null) in
dockerd)
  say "stopping the dockerd that setup started"
  kill "$pid"
  tries=0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "dockerd ($pid) did not stop within 30 seconds"
    sleep 0.5
  done
  ;;
esac
rm -f "$dev/dockerd.pid"
