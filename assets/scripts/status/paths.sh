# shellcheck shell=sh
# The paths that a failover will need, each tried from here, so that nobody has to wait for a failover to find one cut.

# asks KIND SECTION NODE ADDRESS METHOD URL: what a health check is answered there, or why it is not. Whether HAProxy trusts the
# certificate of an agent with TLS is in HAProxy's own view. A node that is gone holds up the whole look, so little time.
asks() {
  case "$5" in
    HEAD) asks_how=-I ;;
    *) asks_how="-X $5" ;;
  esac
  # shellcheck disable=SC2086 # an option and its word
  asks_said=$(curl -q -s -S -v -k -g --connect-timeout 2 -m 4 --noproxy '*' $asks_how -o /dev/null -D - "$6" 2>&1 </dev/null |
    tr -d '\r' | asks_answer) || true
  record path "$1" "$2" "$3" "$4" "${asks_said%%"$TAB"*}" "${asks_said#*"$TAB"}"
}

# asks_answer: of all that curl says, the status and its words, or nothing and why. Newer ones have the system's own words
# only in what they say beside.
asks_answer() {
  awk -v tab="$TAB" '
    /^HTTP\/[0-9.]+ [0-9]+/ && !code { code = $2; words = $0; sub(/^[^ ]+ [0-9]+ */, "", words) }
    /^\* .*connect to .* failed: / { why = $0; sub(/.* failed: /, "", why) }
    /^curl: \([0-9]+\) / { last = $0; sub(/^curl: \([0-9]+\) /, "", last) }
    END { print code tab (code ? words : why ? why : last ? last : "no answer that is HTTP") }'
}
