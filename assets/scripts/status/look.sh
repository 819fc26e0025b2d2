# shellcheck shell=sh
# Looks at this host for a login that may only look, and prints what it found: n2acd-ha-status@.service runs this as root for each
# connection to its socket. What is looked at stands in the journal, where `up` put it. Nothing that the asker says arrives here.
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
# What is about one step, where this host has the step.
for look_step in database guard vip; do
  if [ ! -r "$TOOLKIT/status/$look_step.sh" ]; then continue; fi
  # shellcheck source=/dev/null
  . "$TOOLKIT/status/$look_step.sh"
done

# The question for whoever judges the answers, and after it a command a line: see components/status.ts.
{
  IFS= read -r look_question
  record question "$look_question"
  set --
  # `together` prints what the last one said first.
  while IFS= read -r look_command; do set -- "$look_command" "$@"; done
} <"$STATE/status/asked"
together "$@" </dev/null
record end
