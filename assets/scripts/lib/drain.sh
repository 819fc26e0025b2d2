# shellcheck shell=dash disable=SC2034 # $problem and $remedy are the step's
# Servers that the configuration keeps out of service: 'server ... disabled'. From the moment of the reload they receive no new connections.
# The worker that was replaced keeps their existing ones, for hard-stop-after at most.

need haproxy

# drained_servers < CONFIG: LISTEN SERVER ADDRESS:PORT, a line each.
drained_servers() {
  awk '$1 == "listen" || $1 == "backend" { at = $2 } $1 == "server" && $NF == "disabled" { print at, $2, $3 }'
}

drains() { drained_servers <"$2" | grep -q "^$1 "; }

# require_other_writer CONFIG: ends the step if CONFIG takes the only server in use out of service, unless drain_primary=yes allows that.
require_other_writer() {
  local drain_up
  if [ "$(arg drain_primary)" = yes ]; then return 0; fi
  for drain_listen in $(args listen | sed 's/:[0-9]*$//'); do
    drain_up=$(haproxy_servers "$drain_listen" | sed -n 's/|UP.*//p')
    if ! drained_servers <"$1" | grep -q "^$drain_listen $drain_up "; then continue; fi
    fail "$drain_up is the primary of $drain_listen: without it nobody could write; nothing was changed" \
      "promote another node first, or set n2acd-ha:drainPrimary to true if writing is to stop, and run up again"
  done
}

# excuse_no_writer LISTEN CONFIG, after a proof that failed: clears $problem and sets $excused to yes if the primary is out of service on
# purpose.
excuse_no_writer() {
  excused=no
  if [ -z "$problem" ] || [ "$(arg drain_primary)" != yes ] || ! drains "$1" "$2"; then return 0; fi
  if haproxy_servers "$1" | grep -q '|UP'; then return 0; fi
  say "nobody can write through $1 now: the primary is out of service until another node is promoted"
  problem='' remedy='' excused=yes
}

# excuse_jarvis CONFIG, after a proof that failed: clears $problem if the primary is out of service on purpose, since Jarvis may refuse
# requests without its database.
excuse_jarvis() {
  if [ -z "$problem" ] || [ "$(arg drain_primary)" != yes ] || ! drains jarvis "$1"; then return 0; fi
  say "$problem; that is to be expected while the primary is out of service"
  problem='' remedy=''
}

# drain_wait CONFIG: waits until the servers out of service carry no session from this host, including those of old workers.
drain_wait() {
  local drain_left drain_server drain_at waited count
  drain_left=$(sed -n 's/^ *hard-stop-after *//p' "$1" | drain_seconds)
  drained_servers <"$1" >"$STATE/$STEP/.drained"
  while read -r drain_listen drain_server drain_at; do
    waited=0
    while count=$(drain_sessions "$drain_at") && [ "$count" -gt 0 ] && [ "$drain_left" -gt 0 ]; do
      [ $((waited % 10)) -ne 0 ] || say "waits for $count sessions of $drain_listen with $drain_server to end"
      drain_left=$((drain_left - 1)) waited=$((waited + 1))
      sleep 1
    done
    if [ "$count" -gt 0 ]; then
      say "$drain_server still carries $count sessions of $drain_listen; see timeouts and hardStopAfter"
    else
      say "$drain_server carries no session of $drain_listen from here"
    fi
  done <"$STATE/$STEP/.drained"
  rm -f "$STATE/$STEP/.drained"
}

# drain_sessions ADDRESS:PORT: prints how many connections to it HAProxy's user has.
drain_sessions() {
  if ! command -v ss >/dev/null; then
    echo 0
    return 0
  fi
  ss -Htne state established "dst $1" | grep -c "uid:$(id -u haproxy) " || true
}

# drain_seconds < DURATION: prints it in seconds, with 2 added for HAProxy itself, and 120 at most.
drain_seconds() {
  awk '
    { n = $1 + 0 }
    /[0-9]ms$/ { n /= 1000 }
    /m$/ { n *= 60 }
    /h$/ { n *= 3600 }
    /d$/ { n *= 86400 }
    END { n = int(n) + 2; print (n < 120 ? n : 120) }'
}
