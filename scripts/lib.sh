# shellcheck shell=sh disable=SC2154 # root is the sourcing script's
# Versions, paths and functions of all setup scripts; sourced with $root set to the clone's folder.

# shellcheck disable=SC2034 # used by the scripts that source this
NODE_LEAST=22.18.0 NODE_PIN=24.21.0
# shellcheck disable=SC2034
PULUMI_LEAST=3.218.0 PULUMI_PIN=3.259.0

cache=${N2ACD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/n2acd-ha}
dev=$root/.dev

say() { printf '%s\n' "setup: $*" >&2; }
fail() {
  printf '%s\n' "setup: error: $*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# at_least LEAST VERSION: whether VERSION is LEAST or newer. Both have the form x.y.z; a leading v is allowed.
at_least() {
  lowest=$(printf '%s\n' "${1#v}" "${2#v}" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)
  [ "$lowest" = "${1#v}" ]
}

# bounded SECONDS COMMAND...: runs COMMAND, and ends it after SECONDS where there is timeout(1).
bounded() {
  if have timeout; then timeout "$@"; else
    shift
    "$@"
  fi
}

is_debian() { [ -f /etc/debian_version ] && have apt-get; }

# link TARGET NAME: makes .dev/bin/NAME a symlink to TARGET.
link() {
  mkdir -p "$dev/bin"
  [ "$(readlink "$dev/bin/$2" 2>/dev/null)" = "$1" ] || ln -sf "$1" "$dev/bin/$2"
  # The shell may remember the path of the machine's own program.
  hash -r
}
