#!/bin/sh
# Runs one step on this host, as root:
#
#   step.sh NAME apply|undo host=NODE [key=value ...] [< content]
#
# NAME is a file in steps/. `apply` brings the host to the wanted state, however often it runs and wherever an
# earlier run was cut; `undo` puts back what the first apply found.
set -eu

TOOLKIT=$(cd "$(dirname "$0")" && pwd)
STATE=${N2ACD_STATE:-/var/lib/n2acd-ha}
STEP=$1
ACTION=$2
shift 2

for part in report args journal files services; do
  # shellcheck source=/dev/null
  . "$TOOLKIT/lib/$part.sh"
done
parse_args "$@"
require_root
# shellcheck source=/dev/null
. "$TOOLKIT/steps/$STEP.sh"

umask 077
mkdir -p "$STATE"
take_turn
case "$ACTION" in
  apply) apply ;;
  undo)
    undo
    forget_step
    ;;
  *) fail "'$ACTION' is not an action" "say apply or undo" ;;
esac
