# shellcheck shell=dash disable=SC2034 # for what loads this
# The beginning of step.sh and drift/look.sh. $TOOLKIT is the folder of the whole toolkit.

# Unless it runs as sh, bash would switch -e off inside $(...).
# shellcheck disable=SC3040
if [ -n "${BASH_VERSION-}" ]; then set -o posix; fi

# Tests set another root folder, where a host is simulated.
ROOT=${N2ACD_ROOT-}
STATE=${N2ACD_STATE:-$ROOT/var/lib/n2acd-ha}
# Other programs' messages are parsed and shown, so they have to be in English. The PATH of a root login may lack the sbin folders.
export LC_ALL=C PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077

# shellcheck source=assets/scripts/lib/need.sh
. "$TOOLKIT/lib/need.sh"
need report await serving args journal place files services shown
