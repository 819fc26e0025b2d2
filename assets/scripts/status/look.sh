# shellcheck shell=sh
# Looks at this host for a login that may only look, and prints what it found: n2acd-ha-status@.service runs this as root for each
# connection to its socket. What is looked at stands in the journal, where `up` put it. Nothing that the asker says arrives here.
set -eu

LOOK_HERE=$(cd "$(dirname "$0")" && pwd)
# A front end lacks those that are about PostgreSQL.
while IFS= read -r look_part; do
  if [ ! -r "$LOOK_HERE/../$look_part.sh" ]; then continue; fi
  # shellcheck source=/dev/null
  . "$LOOK_HERE/../$look_part.sh"
done <"$LOOK_HERE/parts"

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
