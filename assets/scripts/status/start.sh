# shellcheck shell=dash
# Reads the state of a host over one connection: these files are sent to `sh -s` with the modules that they need (tools/hosts/sent.ts), or run
# here for a login that may only read it (look.sh). They write nothing. tools/status/question.ts defines what each host is asked. The answer is
# one record per line, with its words separated by tabs: see tools/status/answer.ts.
set -eu
# bash, unless it runs as sh, would disable -e inside $(...).
# shellcheck disable=SC3040
if [ -n "${BASH_VERSION-}" ]; then set -o posix; fi
export LC_ALL=C PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"

# Tests set another root folder, which simulates a host.
ROOT=${N2ACD_ROOT-}
# shellcheck disable=SC2034
STATE=$ROOT/var/lib/n2acd-ha
TAB=$(printf '\t')

# record WORD...: prints one line. Control characters become blanks, so that each word stays one word of it.
record() {
  local line word
  line=
  for word in "$@"; do
    case "$word" in
      *[[:cntrl:]]*) word=$(printf '%s' "$word" | tr '[:cntrl:]' ' ') ;;
    esac
    line="$line${line:+$TAB}$word"
  done
  printf '%s\n' "$line"
}

# together COMMAND...: runs all at the same time, and prints the output of each in one piece, the last one's first: the output of the others
# waits in their pipes.
together() {
  local now
  now=$1
  shift
  if [ $# -eq 0 ]; then
    part "$now" </dev/null
  else
    part "$now" </dev/null | {
      together "$@"
      cat
    }
  fi
}

# part COMMAND: a command that fails only leaves a gap in the answer.
part() { (eval "$1") 2>/dev/null || record trouble "$1"; }
