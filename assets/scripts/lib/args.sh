# shellcheck shell=dash
# Arguments are words key=value; a key may come several times. No value holds a line feed.

LINE_FEED='
'
STEP_ARGS=
parse_args() {
  local word
  for word in "$@"; do
    STEP_ARGS=$STEP_ARGS$word$LINE_FEED
  done
}

# args KEY: every value, a line each.
args() { printf '%s' "$STEP_ARGS" | sed -n "s/^$1=//p"; }

# arg KEY [DEFAULT]: prints the first value. It starts no process, because a step calls it a hundred times.
arg() {
  local arg_value
  arg_value=
  case "$LINE_FEED$STEP_ARGS" in
    *"$LINE_FEED$1="*)
      arg_value=$LINE_FEED$STEP_ARGS
      arg_value=${arg_value#*"$LINE_FEED$1="}
      arg_value=${arg_value%%"$LINE_FEED"*}
      ;;
  esac
  printf '%s' "${arg_value:-${2-}}"
}
