#!/bin/sh
# shellcheck shell=dash
# Checks that servers accept writes while HAProxy's health checks of them are suspended (see lib/hold.sh):
#
#   held.sh UNIT ADDRESS@PORT...
#
# Logs in to each server twice a second. The first one that does not answer, or is no longer a primary, ends the hold: this starts UNIT's
# service. The hold lasts no longer than UNIT's timer. From then on HAProxy checks the agents again, and detects failures as usual.
set -eu
TOOLKIT=$(cd "${0%/*}/.." && pwd)
unit=$1
shift
ROOT=${N2ACD_ROOT-}
STATE=${N2ACD_STATE:-$ROOT/var/lib/n2acd-ha}
export LC_ALL=C PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
# shellcheck source=assets/scripts/lib/need.sh
. "$TOOLKIT/lib/need.sh"
need psql login
# shellcheck disable=SC2034 # see lib/login.sh
N2ACD_CONNECT_TIMEOUT=2 N2ACD_ANSWER_TIMEOUT=3

# serves ADDRESS PORT: succeeds if a primary answers. During a password change either password may be valid; a server that refuses both is
# up.
serves() {
  local passfile
  for passfile in "$STATE/database/pgpass.before" "$STATE/database/pgpass"; do
    [ -r "$passfile" ] || continue
    held_said=$(ask_as_role "$1" "$2" 'SELECT pg_is_in_recovery()' "$passfile") || true
    case "$held_said" in
      f) return 0 ;;
      # This host has no client that can insist on SCRAM, so nothing can be checked.
      "this host"*) return 0 ;;
      *FATAL*'starting up'* | *FATAL*'shutting down'* | *FATAL*'not yet accepting'*) return 1 ;;
      *FATAL*) ;;
      *) return 1 ;;
    esac
  done
}

look_for_psql
[ -n "$PSQL" ] || exit 0
while systemctl is-active --quiet "$unit.timer"; do
  for at in "$@"; do
    if serves "${at%@*}" "${at##*@}"; then continue; fi
    echo "HAProxy asks its servers again: ${at%@*} port ${at##*@} does not answer as a primary: ${held_said:-no answer}"
    systemctl start "$unit.service"
    systemctl stop "$unit.timer"
    exit 0
  done
  sleep 0.5
done
