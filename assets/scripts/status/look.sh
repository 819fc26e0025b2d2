# shellcheck shell=dash
# Prints the status of this host for a login that may only read it: n2acd-ha-status@.service runs this as root for each connection to its
# socket. What it inspects is in the journal, from the last `up`. No input of the client arrives here.
set -eu

TOOLKIT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=assets/scripts/status/start.sh
. "$TOOLKIT/status/start.sh"
# shellcheck source=assets/scripts/lib/need.sh
. "$TOOLKIT/lib/need.sh"
# shellcheck source=assets/scripts/status/system.sh
. "$TOOLKIT/status/system.sh"
# shellcheck source=assets/scripts/status/proxy.sh
. "$TOOLKIT/status/proxy.sh"
# shellcheck source=assets/scripts/status/certificates.sh
. "$TOOLKIT/status/certificates.sh"
# shellcheck source=assets/scripts/status/paths.sh
. "$TOOLKIT/status/paths.sh"
# The parts that belong to one step, where this host has the step.
for look_step in database guard vip; do
  if [ ! -r "$TOOLKIT/status/$look_step.sh" ]; then continue; fi
  # shellcheck source=/dev/null
  . "$TOOLKIT/status/$look_step.sh"
done

# The first line is the question by which the answers are judged; each line after it is a command: see components/status.ts.
{
  IFS= read -r look_question
  record question "$look_question"
  set --
  # The list is reversed, because `together` prints the output of its last command first.
  while IFS= read -r look_command; do set -- "$look_command" "$@"; done
} <"$STATE/status/asked"
together "$@" </dev/null
record end
