# shellcheck shell=sh disable=SC2154 # $problem and $remedy are for the step, $prove_wait comes from it
# Does this node serve? Each proof sets $problem to what is wrong, and $remedy to what helps; no problem, no text.

need haproxy

# await_servers LISTEN CONDITION: its servers as $prove_servers, once that function holds for them; 1 when it does not
# within $prove_wait seconds.
await_servers() {
  prove_tries=$((prove_wait * 10))
  while :; do
    prove_servers=$(haproxy_servers "$1")
    if "$2"; then return 0; fi
    prove_tries=$((prove_tries - 1))
    [ "$prove_tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# servers_said: $prove_servers for people, in one line.
servers_said() {
  printf '%s\n' "$prove_servers" | awk -F '|' 'NF { printf "%s%s is %s (%s)", sep, $1, $2, $3; sep = ", " }'
}

# A server that was not checked yet counts as up to HAProxy. So does one whose checks fail, until enough of them did: UP 2/3.
# With what a reload knows of the servers, every one begins there that a changed check will find dead. One that its guard keeps out
# may be a second primary.
servers_unchecked() {
  printf '%s\n' "$prove_servers" | awk -F '|' '
    $2 ~ /^(UP|DOWN \(agent\)$)/ && ($3 == "" || $3 ~ /^INI/) || $2 ~ /^UP [0-9]/ { found = 1 }
    END { exit !found }'
}

# prove_settled PROOF: what was proven is so for settle=SECONDS more, looked at every few seconds.
prove_settled() {
  settle_left=$(arg settle 0)
  if [ -n "$problem" ] || [ "$settle_left" = 0 ]; then return 0; fi
  say "proven; watches for $settle_left s that it stays so"
  settle_until=$(($(date +%s) + settle_left))
  while [ -z "$problem" ] && [ "$(date +%s)" -lt "$settle_until" ]; do
    sleep "$([ "$settle_left" -lt 3 ] && echo "$settle_left" || echo 3)"
    "$1"
  done
  [ -z "$problem" ] || problem="the test passed at first, but then: $problem"
}

# serves_again: what a second proof, after the way back, found: the end of a sentence.
serves_again() {
  if [ -z "$problem" ]; then
    printf ', and serves'
  else
    printf ', and does not serve either: %s' "$problem"
  fi
}
