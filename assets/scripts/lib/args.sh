# shellcheck shell=sh
# Arguments are words key=value; a key may come several times. No value holds a line feed.

STEP_ARGS=
parse_args() {
  for word in "$@"; do
    STEP_ARGS="$STEP_ARGS$word
"
  done
}

# args KEY: every value, a line each.
args() { printf '%s' "$STEP_ARGS" | sed -n "s/^$1=//p"; }

# arg KEY [DEFAULT]: the first value.
arg() {
  arg_value=$(args "$1" | head -n 1)
  printf '%s' "${arg_value:-${2-}}"
}
