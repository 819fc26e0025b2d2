#!/bin/sh
# Runs one step on this host, as root:
#
#   step.sh NAME apply|undo host=NODE [key=value ...] [< content]
#
# NAME is a file in steps/. `apply` brings the host to the wanted state, however often it runs and wherever an earlier run was interrupted;
# `undo` restores what the first apply found.
set -eu

TOOLKIT=$(cd "$(dirname "$0")" && pwd)
STEP=${1?say the name of a step}
ACTION=${2?say apply or undo}
shift 2

# A step continues to its end when its connection is cut; the lock makes the next one wait for it.
trap '' HUP

# shellcheck source=assets/scripts/lib/start.sh
. "$TOOLKIT/lib/start.sh"
parse_args "$@"
# The exit status with which `fail` ends a subshell, so that no failure is reported twice; step.sh itself then exits with 1.
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
    # The step retire uses these arguments: those of an apply that failed are obsolete once the stack is rolled back.
    record applied "$STEP_ARGS"
    recall left
    ;;
  undo)
    # The undo of a renamed node's old name runs later, when the host already belongs to the new name.
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
