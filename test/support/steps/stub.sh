#!/bin/sh
# Every program of a played host: notes its call, and does what the test's answer of that name says.
name=${0##*/}
call=$name
for word in "$@"; do call="$call $word"; done
# In one write: programs may run at the same time.
printf '%s\n' "$call" >>"$PLAYED_CALLS"
if [ -f "$PLAYED_ANSWERS/$name" ]; then
  # shellcheck source=/dev/null
  . "$PLAYED_ANSWERS/$name"
fi
