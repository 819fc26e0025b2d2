# shellcheck shell=sh
# What every script begins with that uses modules of lib/. $TOOLKIT is the folder of all of it.

# A login's environment may have a variable of that name.
NEEDED=

# need NAME...: those modules, each loaded once. Every module says at its head what it needs itself; what a step needs in all is read
# from these lines, by components/host/closure.ts as well, so only names stand in them.
need() {
  for need_name in "$@"; do
    case " $NEEDED " in *" $need_name "*) continue ;; esac
    # Beforehand, since two modules may need each other.
    NEEDED="$NEEDED $need_name"
    # shellcheck source=/dev/null
    . "$TOOLKIT/lib/$need_name.sh"
  done
}
