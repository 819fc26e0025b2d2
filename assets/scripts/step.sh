#!/bin/sh
# Runs one step on this host, as root:
#
#   step.sh NAME apply|undo host=NODE [key=value ...] [< content]
#
# NAME is a file in steps/. `apply` brings the host to the wanted state, however often it runs and wherever an
# earlier run was cut; `undo` puts back what the first apply found.
set -eu
# bash, unless it plays sh, would switch -e off inside $(...).
# shellcheck disable=SC3040
if [ -n "${BASH_VERSION-}" ]; then set -o posix; fi

TOOLKIT=$(cd "$(dirname "$0")" && pwd)
# Tests give another root folder, where a host is only played.
ROOT=${N2ACD_ROOT-}
STATE=${N2ACD_STATE:-$ROOT/var/lib/n2acd-ha}
STEP=${1?say the name of a step}
ACTION=${2?say apply or undo}
shift 2

# Other programs' words are parsed and shown: in English. A root login may lack the sbin folders.
export LC_ALL=C PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
# A step whose connection is cut goes on to its end; the lock makes the next one wait for it.
trap '' HUP

for part in report args journal files services; do
  # shellcheck source=/dev/null
  . "$TOOLKIT/lib/$part.sh"
done
parse_args "$@"
require_root
[ -r "$TOOLKIT/steps/$STEP.sh" ] || fail "there is no such step" "run up again, it brings the toolkit along"
# shellcheck source=/dev/null
. "$TOOLKIT/steps/$STEP.sh"

umask 077
mkdir -p "$STATE" 2>/dev/null || fail "$STATE cannot be written" "make room in /var, or mount it writable"
take_turn
case "$ACTION" in
  apply)
    record args "$STEP_ARGS"
    apply
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
