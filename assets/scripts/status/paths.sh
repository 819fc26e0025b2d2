# shellcheck shell=dash
# Tests each path that a failover will need from here, so that a cut path is found before a failover needs it.

# asks KIND SECTION NODE ADDRESS METHOD URL: reports the answer to a health check there, or why there is none. Whether HAProxy trusts the
# certificate of an agent with TLS is in HAProxy's own state. Time limits are short: a node that is down delays the whole status.
asks() {
  local how said
  case "$5" in
    HEAD) how=-I ;;
    *) how="-X $5" ;;
  esac
  # shellcheck disable=SC2086 # an option and its word
  said=$(curl -q -s -S -v -k -g --connect-timeout 2 -m 4 --noproxy '*' $how -o /dev/null -D - "$6" 2>&1 </dev/null |
    tr -d '\r' | asks_answer) || true
  record path "$1" "$2" "$3" "$4" "${said%%"$TAB"*}" "${said#*"$TAB"}"
}

# asks_answer: reduces curl's output to the status code and its reason, or to an empty code and the error. Newer versions of curl give the
# system's own error only in the verbose output.
asks_answer() {
  awk -v tab="$TAB" '
    /^HTTP\/[0-9.]+ [0-9]+/ && !code { code = $2; words = $0; sub(/^[^ ]+ [0-9]+ */, "", words) }
    /^\* .*connect to .* failed: / { why = $0; sub(/.* failed: /, "", why) }
    /^curl: \([0-9]+\) / { last = $0; sub(/^curl: \([0-9]+\) /, "", last) }
    END { print code tab (code ? words : why ? why : last ? last : "no answer that is HTTP") }'
}
