# shellcheck shell=dash
# The beginning of every script that uses modules of lib/. $TOOLKIT is the folder of the whole toolkit.

# A login's environment may have a variable of that name.
NEEDED=

# need NAME...: loads those modules, each once. Every module says at its head what it needs itself. components/host/closure.ts reads these
# lines too, to know all that a step needs, so they may contain nothing but names.
need() {
  local need_name
  for need_name in "$@"; do
    case " $NEEDED " in *" $need_name "*) continue ;; esac
    # Marked before it is loaded, since two modules may need each other.
    NEEDED="$NEEDED $need_name"
    # shellcheck source=/dev/null
    . "$TOOLKIT/lib/$need_name.sh"
  done
}
