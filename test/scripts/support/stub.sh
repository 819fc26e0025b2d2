#!/bin/sh
# Every program of a played host: notes its call, and does what the test's answer of that name says.
name=${0##*/}
(
  printf '%s' "$name"
  for word in "$@"; do printf ' %s' "$word"; done
  printf '\n'
) >>"$PLAYED_CALLS"
if [ -f "$PLAYED_ANSWERS/$name" ]; then
  # shellcheck source=/dev/null
  . "$PLAYED_ANSWERS/$name"
fi
