# shellcheck shell=sh
# How a host is, read over one connection: these files are sent to `sh -s` with the modules that they need (tools/hosts/sent.ts), or run
# here for a login that may only look (look.sh). They only read. What is asked of which host is said by tools/status/question.ts. The answer is a record a
# line, its words apart by tabs: see tools/status/answer.ts.
set -eu
# bash, unless it plays sh, would switch -e off inside $(...).
# shellcheck disable=SC3040
if [ -n "${BASH_VERSION-}" ]; then set -o posix; fi
export LC_ALL=C PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"

# Tests give another root folder, where a host is only played.
ROOT=${N2ACD_ROOT-}
# shellcheck disable=SC2034
STATE=$ROOT/var/lib/n2acd-ha
TAB=$(printf '\t')

# record WORD...: whatever a word holds, it stays one word of one line.
record() {
  record_line=
  for record_word in "$@"; do
    case "$record_word" in
      *[[:cntrl:]]*) record_word=$(printf '%s' "$record_word" | tr '[:cntrl:]' ' ') ;;
    esac
    record_line="$record_line${record_line:+$TAB}$record_word"
  done
  printf '%s\n' "$record_line"
}

# together COMMAND...: all at the same time, and what each has said in one piece, the last one's first: what the others
# say waits in their pipes.
together() {
  together_now=$1
  shift
  if [ $# -eq 0 ]; then
    part "$together_now" </dev/null
  else
    part "$together_now" </dev/null | {
      together "$@"
      cat
    }
  fi
}

# part COMMAND: one that fails is a gap in the answer, and no more.
part() { (eval "$1") 2>/dev/null || record trouble "$1"; }
