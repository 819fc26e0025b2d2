# shellcheck shell=dash
# Messages for people: progress and failures, each one line on stderr that names the host and the step. After a cut connection, nobody
# reads them any more: the step continues all the same.

to_stderr() { (trap '' PIPE && printable "$1" >&2) || true; }

# The longest line: the provider hangs on one of more than 64 KiB.
LINE_MOST=2048

# printable TEXT: prints TEXT as one line. It may contain other programs' words and file names. None of it may move a terminal's cursor, look
# like a line of n2acd-ha, or be invalid UTF-8, on which the provider fails. A password in a URL is not shown.
printable() {
  case "$1" in
    *[!\ -~]* | *://*[@?]*) ;;
    *)
      if [ "${#1}" -le "$LINE_MOST" ]; then
        printf '%s\n' "$1"
        return 0
      fi
      ;;
  esac
  {
    printf '%s' "$1" | tr '\t\n' '  ' | tr -c ' -~' '?'
    echo
  } | sed -e 's|://[^ ]*@|://...@|g' -e 's|\(://[^ ?]*?\)[^ ]*|\1...|g' |
    awk -v most="$LINE_MOST" 'length($0) > most { $0 = substr($0, 1, most - 600) " [...] " substr($0, length($0) - 500) } { print }'
}

# reported_host: prints the node's name, or this machine's name where the step has no argument host.
reported_host() {
  local host
  host=$(arg host)
  printf '%s' "${host:-$(hostname)}"
}

say() { to_stderr "$(reported_host): $STEP: $1"; }

# fail WHAT REMEDY: reports both and ends the step, with status $SAID, or 1 where that is not set.
fail() {
  to_sentence "$1$(serving_now)" "$2"
  exit "${SAID:-1}"
}

to_sentence() { to_stderr "n2acd-ha: $(reported_host): step $STEP: $1. What to do: $2."; }

# ended STATUS: runs at every end of a step. A step that failed without `fail`, here or in a subshell, had a command that failed.
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

# judge COMMAND...: runs a check that may end the step. `make check-hosts` replaces this function: it runs all checks and continues.
judge() { "$@"; }

require_root() {
  [ "$(id -u)" -eq 0 ] || fail "it runs as $(id -un), not as root" "log in as root or set ssh.sudo to true"
}
