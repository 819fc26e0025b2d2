# shellcheck shell=dash disable=SC2034,SC2154 # for the toolkit
# Finds on this host what would stop up, with the steps' own checks. Sent whole to `sh -s`, with the toolkit as functions of that shell: see
# script.ts. Writes nothing.
set -eu
exec 5>&1 1>&2

TOOLKIT=memory:
STEP=ready
SAID=3
n2acd_part start
n2acd_memory

# look STEP CONFIG WORDS...: checks one step in a subshell, so that the steps' functions and variables do not conflict.
look() {
  local status
  set +e
  (
    set -e
    STEP=$1
    memory_set memory:given "$2"
    shift 2
    parse_args "$@"
    n2acd_step
    n2acd_memory
    n2acd_foresee
  )
  status=$?
  set -e
  STEP=$1
  case "$status" in
    0 | "$SAID") ;;
    *) tell unknown "a question of it ended with status $status" ;;
  esac
}

looks() {
  judge require_root
  [ "$(id -u)" -eq 0 ] || return 0
  n2acd_looks
}

looks </dev/null
printf 'end\n' >&5
