# shellcheck shell=sh
# What a person reads: progress and failures, each one line on stderr that names the host and the step. Nobody may
# be listening any more (a cut connection): the step goes on all the same.

to_stderr() { (trap '' PIPE && printf '%s\n' "$1" >&2) || true; }

# reported_host: the node's name, or this machine's where no step was told of one.
reported_host() {
  report_host=$(arg host)
  printf '%s' "${report_host:-$(hostname)}"
}

say() { to_stderr "$(reported_host): $STEP: $1"; }

# serving_now: who serves, for the sentence about a failure; nothing unless lib/serving.sh is loaded as well.
serving_now() { :; }

# fail WHAT REMEDY: ends the step.
fail() {
  to_sentence "$1$(serving_now)" "$2"
  exit "${SAID:-1}"
}

to_sentence() { to_stderr "n2acd-ha: $(reported_host): step $STEP: $1. What to do: $2."; }

# ended STATUS: at every end of a step. What did not end it by `fail`, here or in a subshell, is a command that failed.
ended() {
  case "$1" in
    0) ;;
    "$SAID") exit 1 ;;
    *)
      to_sentence "a command of it failed (status $1); its own words, if it had any, stand above" \
        "see whether that explains it, and room with 'df -h /etc /var'; then run up again: it goes on from here"
      ;;
  esac
}

require_root() {
  [ "$(id -u)" -eq 0 ] || fail "it runs as $(id -un), not as root" "log in as root or set ssh.sudo to true"
}
