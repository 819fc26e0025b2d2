# shellcheck shell=dash disable=SC2034,SC2154 # variables shared with steps/web.sh
# Compares what users receive from this front end before and after a change: status, Location and body, by each site's name, also for pages
# that not everybody may see. Requests come from this host's own addresses, and from one that nobody has, since loopback is often allowed
# access. With $web_scheme=https they use HTTPS, with each site's name in the handshake, too. On port $answers_redirected every user has to
# be redirected to HTTPS.

need apache-facts front-redirect

# Reserved for documentation (RFC 5737): while the answers are collected, it is an address of this host's loopback interface.
ANSWERS_STRANGER=192.0.2.81

# answers_begin: notes what to ask, and the addresses to ask from and to: 'FROM TO' a line.
answers_begin() {
  local own answers_own6
  rm -rf "$STATE/$STEP/answers"
  mkdir -p "$STATE/$STEP/answers"
  apache_facts "$STATE/$STEP/answers/facts" || return 0
  awk -v port="$port" -v behind="$behind" -v not="$(arg path)" -f "$TOOLKIT/files/answers-questions.awk" \
    "$STATE/$STEP/answers/facts" >"$STATE/$STEP/answers/questions"
  rm -f "$STATE/$STEP/answers/facts"
  own=$web_at
  if [ "$own" = 127.0.0.1 ]; then own=$(answers_address 4); fi
  {
    if [ -n "$own" ]; then
      echo "$own $own"
      if answers_stranger; then echo "$ANSWERS_STRANGER $own"; fi
    fi
    answers_own6=$(answers_address 6)
    if [ -n "$answers_own6" ] && apache_has_ipv6 "$port" "$behind"; then echo "$answers_own6 [$answers_own6]"; fi
    echo "127.0.0.1 $web_at"
  } >"$STATE/$STEP/answers/askers"
}

# answers_address 4|6: prints the first of this host's own addresses of that kind at which other hosts reach it.
answers_address() {
  if command -v ip >/dev/null; then
    ip -o "-$1" addr show scope global | awk '!/tentative|dadfailed|deprecated/ { sub("/.*", "", $4); print $4; exit }'
  fi
}

answers_stranger() {
  command -v ip >/dev/null || return 1
  record answers-stranger "$ANSWERS_STRANGER"
  ip address replace "$ANSWERS_STRANGER/32" dev lo scope host 2>/dev/null
}

answers_no_stranger() {
  if remembers answers-stranger; then
    ip address del "$(recall answers-stranger)/32" dev lo 2>/dev/null || true
    forget answers-stranger
  fi
}

# answers_end: removes what answers_begin made, also in a run that was interrupted.
answers_end() {
  answers_no_stranger
  rm -rf "$STATE/$STEP/answers"
}

# answers_ask PORT: prints 'FROM NAME PATH TAB STATUS TAB LOCATION TAB BODY' for each question that is answered. BODY is a checksum.
answers_ask() {
  rm -rf "$STATE/$STEP/answers/got"
  mkdir -p "$STATE/$STEP/answers/got"
  awk -v port="$1" -v scheme="${web_scheme:-http}" -v out="$STATE/$STEP/answers/got" '
    FNR == 1 { files++ }
    files == 1 { from[++askers] = $1; to[askers] = $2; next }
    { for (i = 1; i <= askers; i++) {
        n++
        if (n > 1) print "next"
        if (scheme == "https") printf "url = \"https://%s%s\"\nconnect-to = \"::%s:%s\"\ninsecure\n", $1, $2, to[i], port
        else printf "url = \"http://%s:%s%s\"\n", to[i], port, $2
        printf "header = \"Host: %s\"\noutput = \"%s/%d.body\"\n", $1, out, n
        printf "interface = \"%s\"\ndump-header = \"%s/%d.head\"\nsilent\ngloboff\n", from[i], out, n
        printf "max-time = 5\nmax-filesize = 20000000\nnoproxy = \"*\"\n"
        print from[i], $1, $2 >(out "/names")
    } }' "$STATE/$STEP/answers/askers" "$STATE/$STEP/answers/questions" >"$STATE/$STEP/answers/curl"
  timeout 120 curl -K "$STATE/$STEP/answers/curl" >/dev/null 2>&1 || true
  (
    cd "$STATE/$STEP/answers/got" || exit 1
    find . -name '*.body' -exec cksum {} + >sums
    find . -name '*.head' -exec awk -v OFS='\t' '
      FNR == 1 { file = FILENAME; sub(/\.head$/, "", file); status[file] = $2 }
      tolower($1) == "location:" { sub(/\r$/, "", $2); location[file] = $2 }
      END { for (file in status) print file, status[file], location[file] }' {} + >heads
    awk -F '\t' -v OFS='\t' '
      FILENAME == "sums" { split($0, sum, " "); sub(/\.body$/, "", sum[3]); body[sum[3]] = sum[1] "." sum[2]; next }
      FILENAME == "heads" { head[$1] = $2 OFS $3; next }
      ("./" FNR) in head { print $0, head["./" FNR], body["./" FNR] }' sums heads names
  )
  rm -rf "$STATE/$STEP/answers/got"
}

# answers_first PORT: asks for the first time. The step goes on with something else until answers_remember asks again, and may fail meanwhile:
# the stranger's address does not wait.
answers_first() {
  answers_begin
  if [ ! -s "$STATE/$STEP/answers/questions" ]; then return 0; fi
  answers_ask "$1" >"$STATE/$STEP/answers/first"
  answers_no_stranger
  since_boot
  answers_again=$((hundredths + 110))
}

# answers_remember PORT, after answers_first: notes the answers there now. What differs from the first ones is not compared later.
answers_remember() {
  if [ ! -s "$STATE/$STEP/answers/questions" ]; then return 0; fi
  # The second time falls into another second.
  await 2 answers_due
  if grep -q "^$ANSWERS_STRANGER " "$STATE/$STEP/answers/askers"; then answers_stranger || true; fi
  answers_ask "$1" >"$STATE/$STEP/answers/second"
  awk -F '\t' -v OFS='\t' '
    FNR == 1 { files++ }
    files == 1 { status[$1] = $2; location[$1] = $3; body[$1] = $4; next }
    ($1 in status) && status[$1] == $2 { print $1, $2, location[$1] == $3 ? $3 : "?", body[$1] == $4 ? $4 : "?" }' \
    "$STATE/$STEP/answers/first" "$STATE/$STEP/answers/second" >"$STATE/$STEP/answers/before"
}

answers_due() {
  since_boot
  [ "$hundredths" -ge "$answers_again" ]
}

# prove_answers PORT [REFERENCE]: sets $problem when the answers are not as before. A page may change meanwhile: where only the page
# differs, it is requested again, on port REFERENCE as well.
prove_answers() {
  if [ -n "$problem" ] || [ ! -s "$STATE/$STEP/answers/before" ]; then return 0; fi
  answers_ask "$1" >"$STATE/$STEP/answers/now"
  problem=$(answers_difference "$1")
  case "$problem" in
    '') return 0 ;;
    *' is another page than before')
      if [ -n "${2-}" ]; then
        answers_ask "$2" | answers_renew >"$STATE/$STEP/answers/renewed"
        mv -f "$STATE/$STEP/answers/renewed" "$STATE/$STEP/answers/before"
      fi
      ;;
  esac
  answers_ask "$1" >"$STATE/$STEP/answers/now"
  problem=$(answers_difference "$1")
  remedy="see what in Apache's configuration decides that; 'docs/decisions/0030' says what HAProxy leaves as it was"
}

# answers_renew < ANSWERS: prints the answers of before with the bodies of these.
answers_renew() {
  awk -F '\t' -v OFS='\t' '
    FNR == 1 { files++ }
    files == 1 { body[$1] = $4; next }
    $4 != "?" && ($1 in body) { $4 = body[$1] }
    { print }' - "$STATE/$STEP/answers/before"
}

answers_difference() {
  local sent
  sent=
  if [ "${answers_redirected-}" = "$1" ]; then sent=${REDIRECT_NEVER%/*}/; fi
  awk -F '\t' -v port="$1" -v scheme="${web_scheme:-http}" -v stays="$sent" -v to="$([ -z "$sent" ] || redirect_port)" '
    FNR == 1 { files++ }
    files == 1 { status[$1] = $2; location[$1] = $3; body[$1] = $4; next }
    { split($1, of, " "); what = scheme "://" of[2] of[3] ", asked from " of[1] " on port " port ", "
      sent = stays != "" && index(of[3], stays) != 1 }
    sent { if (status[$1] != 301 || location[$1] != "https://" of[2] to of[3]) { print what "has to be sent to https://" of[2] to of[3] ", and is answered " status[$1]; exit } next }
    !($1 in status) { print what "is not answered, and was answered " $2 " before"; exit }
    status[$1] != $2 { print what "is answered " status[$1] ", and was answered " $2 " before"; exit }
    $3 != "?" && location[$1] != $3 { print what "redirects to another place than before"; exit }
    $4 != "?" && body[$1] != $4 { print what "is another page than before"; exit }' \
    "$STATE/$STEP/answers/now" "$STATE/$STEP/answers/before"
}
