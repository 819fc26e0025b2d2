#!/bin/sh
# Stands in front of a program that the steps call, under the program's name in /usr/local/sbin, and changes nothing
# until a fault is armed. Then, when that step of the toolkit first calls it in the way that FOLDER/armed says, the fault
# strikes in that moment, in the step's own time:
#
#   FOLDER/armed     STEP, and on the second line an extended regular expression for the call; gone once it has struck
#   FOLDER/strike.sh what is run then
#   FOLDER/runs.sh   run at the step's beginning: what it says is kept as FOLDER/before.STEP
set -u
folder=/var/tmp/n2life
name=${0##*/}

# step_of PID: the step that this process belongs to; nothing for others.
step_of() {
  pid=$1
  while [ "$pid" -gt 1 ]; do
    found=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n '/\/step\.sh$/{n;p;q;}')
    if [ -n "$found" ]; then
      printf '%s' "$found"
      return 0
    fi
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status")
  done
}

if [ "$name $*" = "id -u" ]; then
  step=$(step_of $$)
  if [ -n "$step" ] && [ ! -e "$folder/before.$step" ]; then
    sh "$folder/runs.sh" >"$folder/before.new" 2>/dev/null
    mv "$folder/before.new" "$folder/before.$step"
  fi
fi
if [ -e "$folder/armed" ]; then
  { read -r step && read -r call; } <"$folder/armed"
  if [ "$(step_of $$)" = "$step" ]; then
    if printf '%s' "$name $*" | grep -qE -e "$call" && mv "$folder/armed" "$folder/struck" 2>/dev/null; then
      sh "$folder/strike.sh" >"$folder/strike.log" 2>&1
    fi
  fi
fi
for real in /usr/sbin /usr/bin /sbin /bin; do
  if [ -x "$real/$name" ]; then exec "$real/$name" "$@"; fi
done
echo "$name: not found" >&2
exit 127
