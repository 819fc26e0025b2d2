# shellcheck shell=bash
# For BASH_ENV: ends the script with SIGKILL in front of its Nth command (N2ACD_CUT), wherever that is, functions and
# subshells included. With N2ACD_CUT=0 it writes to N2ACD_CUT_COUNT how many commands there were.
if [ -z "${cut_armed-}" ]; then
  cut_armed=yes
  cut_n=0
  set -T
  cut_count() { if [ "$N2ACD_CUT" -eq 0 ] && [ $$ = "$BASHPID" ]; then echo "$cut_n" >"$N2ACD_CUT_COUNT"; fi; }
  trap 'cut_n=$((cut_n + 1)); cut_count; if [ "$cut_n" -eq "$N2ACD_CUT" ]; then kill -9 $$ $BASHPID; fi' DEBUG
fi
