#!/bin/sh
# Runs one step on this host, as root:
#
#   step.sh NAME apply|undo host=NODE [key=value ...] [< content]
#
# NAME is a file in steps/. `apply` brings the host to the wanted state, however often it runs and wherever an
# earlier run was cut; `undo` puts back what the first apply found.
set -eu

TOOLKIT=$(cd "$(dirname "$0")" && pwd)
STEP=${1?say the name of a step}
ACTION=${2?say apply or undo}
shift 2

# A step whose connection is cut goes on to its end; the lock makes the next one wait for it.
trap '' HUP

# shellcheck source=assets/scripts/lib/start.sh
. "$TOOLKIT/lib/start.sh"
parse_args "$@"
# What `fail` ends a subshell with, so that nothing is said twice; step.sh itself then ends with 1.
# shellcheck disable=SC2034 # see lib/report.sh
SAID=3
trap 'ended $?' EXIT
require_root
[ -r "$TOOLKIT/steps/$STEP.sh" ] || fail "there is no such step" "run up again, it brings the toolkit along"
# shellcheck source=/dev/null
. "$TOOLKIT/steps/$STEP.sh"

mkdir -p "$STATE" 2>/dev/null || fail "$STATE cannot be written" "make room in /var, or mount it writable"
[ "$ACTION" = undo ] || require_writable "$STATE" "$ROOT/etc"
take_turn
case "$ACTION" in
  apply)
    record args "$STEP_ARGS"
    apply
    # What retire goes by: an apply that failed is no longer wanted once the stack went back.
    record applied "$STEP_ARGS"
    recall left
    ;;
  undo)
    # A renamed node leaves the undo of its old name behind; the host is the new one's by then.
    owner=$(recall args | sed -n 's/^host=//p' | head -n 1)
    if [ -n "$owner" ] && [ "$owner" != "$(arg host)" ]; then
      say "leaves this host alone: it is $owner now"
      exit 0
    fi
    undo
    forget_step
    ;;
  *) fail "'$ACTION' is not an action" "say apply or undo" ;;
esac
