#!/bin/sh
# Runs what the recording shows: the README's own commands, one after the other.
set -u
cd "$(dirname "$0")/../.." || exit

run() {
  printf '\033[1m$ %s\033[0m\n' "$1"
  sleep 1
  sh -c "$1"
  sleep 4
}

run 'make dev'
printf '\033[2J\033[H'
# shellcheck disable=SC2016 # the README's own lines
sed -n '/^### Kill the primary$/,/^### /s/^\(dev\/postgres.sh [^#]*[^# ]\|make dev-status\) *#\{0,1\}.*/\1/p' README.md | while IFS= read -r command; do
  # The report of make fills the screen, so the screen is cleared before each.
  case "$command" in make*) printf '\033[2J\033[H' ;; esac
  run "$command" </dev/null
done
printf '\033[2J\033[H'
run 'make dev-status'
