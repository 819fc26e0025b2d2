# shellcheck shell=sh disable=SC2034 # for what loads this
# What step.sh and drift/look.sh begin with. $TOOLKIT is the folder of all of it.

# bash, unless it plays sh, would switch -e off inside $(...).
# shellcheck disable=SC3040
if [ -n "${BASH_VERSION-}" ]; then set -o posix; fi

# Tests give another root folder, where a host is only played.
ROOT=${N2ACD_ROOT-}
STATE=${N2ACD_STATE:-$ROOT/var/lib/n2acd-ha}
# Other programs' words are parsed and shown: in English. A root login may lack the sbin folders.
export LC_ALL=C PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077

# shellcheck source=assets/scripts/lib/need.sh
. "$TOOLKIT/lib/need.sh"
need report await serving args journal place files services shown
