# shellcheck shell=sh
# What a person reads: progress and failures, each one line on stderr that names the host and the step. Nobody may
# be listening any more (a cut connection): the step goes on all the same.

to_stderr() { (trap '' PIPE && printf '%s\n' "$1" >&2) || true; }

say() { to_stderr "$(arg host "$(hostname)"): $STEP: $1"; }

# fail WHAT REMEDY: ends the step.
fail() {
  to_stderr "n2acd-ha: $(arg host "$(hostname)"): step $STEP: $1. What to do: $2."
  exit 1
}

require_root() {
  [ "$(id -u)" -eq 0 ] || fail "it runs as $(id -un), not as root" "log in as root or set ssh.sudo to true"
}
