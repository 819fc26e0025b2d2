# shellcheck shell=sh
# What a person reads: progress and failures, each one line on stderr that names the host and the step.

say() { printf '%s: %s: %s\n' "$(arg host "$(hostname)")" "$STEP" "$1" >&2; }

# fail WHAT REMEDY: ends the step.
fail() {
  printf 'n2acd-ha: %s: step %s: %s. What to do: %s.\n' "$(arg host "$(hostname)")" "$STEP" "$1" "$2" >&2
  exit 1
}

require_root() {
  [ "$(id -u)" -eq 0 ] || fail "it runs as $(id -un), not as root" "log in as root or set ssh.sudo to true"
}
