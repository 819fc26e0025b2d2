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

# logs_in SECTION NODE ADDRESS PORT: whether the role of the health checks gets in there, and what PostgreSQL is there.
logs_in() {
  if [ ! -r "$STATE/database/pgpass" ]; then
    record path postgresql "$1" "$2" "$3" '' "the password of the role is not here"
    return 0
  fi
  look_for_psql
  if [ -z "$PSQL" ]; then
    record path postgresql "$1" "$2" "$3" '' "psql is not installed here"
    return 0
  fi
  logs_in_said=$(N2ACD_CONNECT_TIMEOUT=4 N2ACD_ANSWER_TIMEOUT=6 ask_as_role "$3" "$4" 'SELECT pg_is_in_recovery()') || {
    logs_in_said=$(printf '%s\n' "$logs_in_said" | psql_words)
    record path postgresql "$1" "$2" "$3" '' "${logs_in_said:-no answer within 6 s}"
    return 0
  }
  record path postgresql "$1" "$2" "$3" "$logs_in_said" ''
}

# hba DATABASE FILE: whether our block is in the file that PostgreSQL reads, whether another line there names the role, and
# who else writes the file, by its own words.
hba() {
  if [ ! -f "$2" ] || [ ! -r "$STATE/database/pgpass" ]; then return 0; fi
  hba_block=gone hba_lines=no
  if grep -q '^# BEGIN n2acd-ha' "$2"; then hba_block=there; fi
  if grep -v '^[[:space:]]*#' "$2" | grep -qw "$(health_role)"; then hba_lines=yes; fi
  hba_owner=$(managed_by "$2")
  record database "$1" hba_block "$hba_block"
  record database "$1" hba_lines "$hba_lines"
  record database "$1" hba_owner "$hba_owner"
}
