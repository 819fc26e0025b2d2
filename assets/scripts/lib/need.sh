# shellcheck shell=sh
# What every script begins with that uses modules of lib/. $TOOLKIT is the folder of all of it.

# A login's environment may have a variable of that name.
NEEDED=

# need NAME...: loads those modules, each once. Every module says at its head what it needs itself. components/host/closure.ts reads these
# lines too, to know all that a step needs, so they may contain nothing but names.
need() {
  for need_name in "$@"; do
    case " $NEEDED " in *" $need_name "*) continue ;; esac
    # Beforehand, since two modules may need each other.
    NEEDED="$NEEDED $need_name"
    # shellcheck source=/dev/null
    . "$TOOLKIT/lib/$need_name.sh"
  done
}
