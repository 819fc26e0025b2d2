# shellcheck shell=dash disable=SC2154 # $problem and $remedy are for the step, $prove_wait comes from it
# Does this node serve? Each proof sets $problem to what is wrong and $remedy to what helps; without a problem, $problem is empty.

need haproxy

# await_servers LISTEN CONDITION: reads the section's servers into $prove_servers until the function CONDITION succeeds; returns 1 when that
# takes more than $prove_wait seconds.
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

# servers_said: prints $prove_servers for messages, in one line.
servers_said() {
  printf '%s\n' "$prove_servers" | awk -F '|' 'NF { printf "%s%s is %s (%s)", sep, $1, $2, $3; sep = ", " }'
}

# HAProxy counts a server as up that was not checked yet, and one whose checks fail, until enough of them did: UP 2/3. A reload restores
# the servers' states, so every server that a changed check will find down begins as up. A server that its guard keeps out may be a
# second primary.
servers_unchecked() {
  printf '%s\n' "$prove_servers" | awk -F '|' '
    $2 ~ /^(UP|DOWN \(agent\)$)/ && ($3 == "" || $3 ~ /^INI/) || $2 ~ /^UP [0-9]/ { found = 1 }
    END { exit !found }'
}

# prove_settled PROOF: what was proven has to stay true for settle=SECONDS more; PROOF is repeated every few seconds.
prove_settled() {
  local settle_left settle_until
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

# serves_again: prints the result of a second proof, after a rollback, as the end of a sentence.
serves_again() {
  if [ -z "$problem" ]; then
    printf ', and serves'
  else
    printf ', and does not serve either: %s' "$problem"
  fi
}
