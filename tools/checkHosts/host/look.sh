# shellcheck shell=sh disable=SC2034,SC2154 # for the toolkit
# Asks on this host what up would stop at, with the steps' own questions. Sent whole to `sh -s`, with the toolkit in functions of this
# shell: see script.ts. Nothing is written.
set -eu
exec 5>&1 1>&2

TOOLKIT=memory:
STEP=ready
SAID=3
n2acd_part start
n2acd_memory

# look STEP CONFIG WORDS...: a shell each, for their functions and variables keep out of each other's way.
look() {
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
  look_status=$?
  set -e
  STEP=$1
  case "$look_status" in
    0 | "$SAID") ;;
    *) tell unknown "a question of it ended with status $look_status" ;;
  esac
}

looks() {
  judge require_root
  [ "$(id -u)" -eq 0 ] || return 0
  n2acd_looks
}

looks </dev/null
printf 'end\n' >&5
