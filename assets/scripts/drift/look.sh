# shellcheck shell=dash
# Finds drift on this host: settings that up applied and that have changed since. Changes nothing. tools/drift/ sends a script that sets
# $TOOLKIT, loads this file, and then calls, with what the stack applied last:
#
#   look STEP key=value ... [< content] &     for each step
#   show                                      prints one record per line: see tools/drift/findings.ts
#
# drift/STEP.sh defines what is inspected for a step. The wanted content comes from the functions of apply, so the two cannot disagree.
set -eu

STEP=drift
# shellcheck disable=SC2034 # for the steps
ACTION=look
# shellcheck source=assets/scripts/lib/start.sh
. "$TOOLKIT/lib/start.sh"
require_root
take_turn
LOOK=$(mktemp -d "$ROOT/run/n2acd-ha-drift.XXXXXX")
trap 'rm -rf "$LOOK"' EXIT

# look STEP WORDS...: inspects one step. Runs in the background, so that the steps' variables do not conflict.
look() {
  STEP=$1
  shift
  parse_args "$@"
  # shellcheck source=/dev/null
  . "$TOOLKIT/steps/$STEP.sh"
  # shellcheck source=/dev/null
  . "$TOOLKIT/drift/$STEP.sh"
  inspect >"$LOOK/$STEP.found" 2>"$LOOK/$STEP.trouble"
  : >"$LOOK/$STEP.done"
}

# show STEP...: prints what was found, step by step, and the reason for each step that could not be inspected.
show() {
  wait
  for STEP in "$@"; do
    cat "$LOOK/$STEP.found" 2>/dev/null || true
    [ -e "$LOOK/$STEP.done" ] || printf 'trouble\t%s\t%s\n' "$STEP" "$(printable "$(tail -n 1 "$LOOK/$STEP.trouble" 2>/dev/null)")"
  done
  printf 'end\n'
}

# drift KIND THING WANTED FOUND
drift() {
  printf 'drift\t%s\t%s\t%s\t%s\t%s\n' "$STEP" "$1" "$(printable "$2")" "$3" "$(printable "$4")"
}

# expect_file FILE MODE OWNER:GROUP [secret] < content: compares content, mode and owner of a file that is entirely ours. The content of a
# secret is not shown.
expect_file() {
  if [ ! -e "$1" ]; then
    cat >/dev/null
    drift file "$1" present missing
    return 0
  fi
  expect_content "$1" "${4:-ours}"
  expect_attributes "$1" "$2" "$3"
}

# expect_attributes FILE MODE OWNER:GROUP
expect_attributes() {
  local file_is
  file_is=$(stat -c '%a %U:%G' "$1")
  [ "${file_is%% *}" = "$2" ] || drift mode "$1" "$2" "${file_is%% *}"
  [ "${file_is#* }" = "$3" ] || drift owner "$1" "$3" "${file_is#* }"
}

# expect_content FILE [secret|ours|OWN] < content: compares the content. `ours`: all of it is ours; OWN: only what that file holds.
expect_content() {
  local content_own
  if [ "${2-}" = secret ]; then
    cmp -s - "$1" || drift content "$1" "as applied" "changed (a secret, not shown)"
    return 0
  fi
  cat >"$LOOK/$STEP.wanted"
  content_own=${2-}
  if [ "$content_own" = ours ]; then content_own=$LOOK/$STEP.wanted; fi
  cmp -s "$LOOK/$STEP.wanted" "$1" || drift_content "$1" "$LOOK/$STEP.wanted" "$1" "$content_own"
}

# drift_content FILE WANTED FOUND [OWN]: reports that FILE has changed, and the lines in which the files WANTED and FOUND differ, as far as
# they may be shown; the file OWN holds the lines that are ours.
drift_content() {
  drift content "$1" "as applied" changed
  mkdir -p "$LOOK/$STEP.diff"
  shown_diff "$2" "$3" "$LOOK/$STEP.diff" "${4-}" | sed 's/^/|/'
}

# expect_service NAME: expects that it runs and starts at boot.
expect_service() {
  local service_is
  service_is=" $(systemctl show -p LoadState -p ActiveState -p UnitFileState "$1.service" | tr '\n' ' ')"
  case "$service_is" in
    *' LoadState=masked '*) drift service "$1" enabled masked ;;
    *' UnitFileState=disabled '*) drift service "$1" enabled disabled ;;
    *' LoadState=not-found '*) drift service "$1" present missing ;;
  esac
  case "$service_is" in
    *' ActiveState=active '* | *' ActiveState=reloading '*) ;;
    *)
      service_is=${service_is##* ActiveState=}
      drift service "$1" active "${service_is%% *}"
      ;;
  esac
}
