# shellcheck shell=dash
# Adapts a rendered haproxy.cfg, the same on each node, to this host. Names become addresses, so that HAProxy never waits for a name
# server, nor gives a server up when there is none. Limits become those that PostgreSQL can keep (see lib/haproxy-limits.sh). Lines that
# only newer versions accept are enabled.

need haproxy

# haproxy_here < CONFIG: prints it for this host. A server without any address is out of use; a peer is left out, since HAProxy would not
# start with it.
haproxy_here() {
  local here_tls
  cat >"$STATE/.haproxy.here"
  haproxy_addresses "$STATE/.haproxy.here" >"$STATE/.haproxy.here.names"
  here_tls='#peers-tls '
  if haproxy_tells_peers_apart; then here_tls=; fi
  awk -v tls="$here_tls" -v names="$STATE/.haproxy.here.names" -v limits="$STATE/haproxy.limits" '
    BEGIN {
      while ((getline line <names) > 0) { split(line, pair, " "); at[pair[1]] = pair[2] }
      while ((getline line <limits) > 0) { split(line, pair, " "); limit[pair[1]] = pair[2] }
    }
    /^[a-z]/ { peers = $1 == "peers"; postgres = $1 == "listen" && $2 ~ /^Postgres-/ }
    postgres && $1 == "server" && $3 in limit && match($0, / maxconn [0-9]+/) && substr($0, RSTART + 9, RLENGTH - 9) + 0 > limit[$3] {
      $0 = substr($0, 1, RSTART) "maxconn " limit[$3] substr($0, RSTART + RLENGTH)
    }
    $1 == "#peers-tls" && tls == "" { sub(/#peers-tls /, "") }
    (peers && $1 == "peer" || $1 == "server" && / init-addr none /) && $3 !~ /^[0-9.]+:[0-9]+$|^\[/ {
      name = port = $3
      sub(/:[0-9]+$/, "", name)
      sub(/.*:/, "", port)
      address = at[name] ~ /:/ ? "[" at[name] "]" : at[name]
      if (address == "" && peers) sub(/peer /, "# no address yet: peer ")
      if (address != "") {
        sub(" " $3, " " address ":" port)
        sub(/ init-addr none/, "")
      }
    }
    { print }' "$STATE/.haproxy.here" | haproxy_here_front
  rm -f "$STATE/.haproxy.here" "$STATE/.haproxy.here.names"
}

# haproxy_here_front < CONFIG: on a front end, prints it as Apache there needs it, which the step web has noted.
haproxy_here_front() {
  local front_sends
  if ! [ -s "$STATE/web/here" ]; then
    cat
    return 0
  fi
  front_sends=no
  if haproxy_since 2 2; then front_sends=yes; fi
  awk -v sends="$front_sends" -f "$TOOLKIT/files/front-here.awk" "$STATE/web/here" -
}

# haproxy_addresses FILE: prints 'NAME ADDRESS' for each name in it; for one that cannot be resolved now, the last address, from
# haproxy.names. All names are resolved at the same time.
haproxy_addresses() {
  local name_last
  rm -rf "$STATE/.haproxy.found"
  mkdir -p "$STATE/.haproxy.found"
  for name in $(haproxy_names "$1"); do
    timeout 20 getent ahosts "$name" >"$STATE/.haproxy.found/$name" 2>/dev/null </dev/null &
  done
  wait
  for name in $(haproxy_names "$1"); do
    name_last=$(awk -v name="$name" '$1 == name { print $2; exit }' "$STATE/haproxy.names" 2>/dev/null || true)
    # Prefers the last address if the name still has it, because the order of its addresses may change.
    awk -v name="$name" -v last="$name_last" '
      { sub("%.*", "", $1) }
      $1 ~ /^127\./ || $1 == "::1" { next }
      first == "" { first = $1 }
      $1 == last { first = last }
      END { if (first == "") first = last; if (first != "") print name, first }' "$STATE/.haproxy.found/$name"
  done
  rm -rf "$STATE/.haproxy.found"
}

# haproxy_names FILE: prints the names of the stack's servers and peers, each once.
haproxy_names() {
  text_of "$1" | awk '
    /^[a-z]/ { peers = $1 == "peers" }
    !(peers && $1 == "peer" || $1 == "server" && / init-addr none /) || $3 ~ /^[0-9.]+:[0-9]+$|^\[/ { next }
    { sub(/:[0-9]+$/, "", $3) }
    !seen[$3]++ { print $3 }'
}

# haproxy_tells_peers_apart: succeeds when peers must prove that they have the stack's key. HAProxy 1.8 cannot ask for it.
haproxy_tells_peers_apart() {
  [ -e "$HAPROXY_PEERS" ] && haproxy_since 2 4 && haproxy -vv | grep -q '+OPENSSL'
}
