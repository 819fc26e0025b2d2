# shellcheck shell=bash
# For BASH_ENV: ends the script with SIGKILL in front of its Nth command (N2ACD_CUT), wherever that is, functions and
# subshells included. With N2ACD_CUT=0 it writes to N2ACD_CUT_COUNT how many commands there were.
if [ -z "${cut_armed-}" ]; then
  cut_armed=yes
  cut_n=0
  set -T
  trap 'cut_n=$((cut_n + 1)); if [ "$cut_n" -eq "$N2ACD_CUT" ]; then kill -9 $$ $BASHPID; fi' DEBUG
  if [ "$N2ACD_CUT" -eq 0 ]; then trap 'if [ $$ = "$BASHPID" ]; then echo "$cut_n" >"$N2ACD_CUT_COUNT"; fi' EXIT; fi
fi
