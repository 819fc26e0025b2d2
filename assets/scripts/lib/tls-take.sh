# shellcheck shell=dash disable=SC2034,SC2154 # variables shared with steps/tls.sh
# Moves the HTTPS port from Apache to HAProxy, while HAProxy serves other ports. It must not try to bind a port that is not free yet: meanwhile
# no client would reach any of its ports. So Apache releases the port first, and HAProxy is signalled at that moment.

need answers apache apache-behind apache-facts apache-move front haproxy haproxy-former haproxy-part haproxy-run haproxy-unit port \
  tls-certificates tls-proof

# tls_here LISTS < CONFIG: adapts CONFIG to this host: its certificates, the options that its HAProxy knows, and the header for Apache.
tls_here() {
  local drops
  drops=
  if ! tls_knows 'ciphersuites TLS_AES_128_GCM_SHA256'; then drops=ciphersuites; fi
  if ! tls_knows prefer-client-ciphers; then drops="$drops prefer-client-ciphers"; fi
  # A host in FIPS mode may have no X25519; then OpenSSL's default curves are used.
  if ! tls_knows 'curves X25519:P-256:P-384'; then drops="$drops curves"; fi
  # HTTP/2 is only experimental in HAProxy 1.8.
  if ! haproxy_since 2 0; then drops="$drops alpn"; fi
  {
    grep -v '^ipv6 ' "$STATE/web/here" || true
    if apache_has_ipv6 "$port" "$behind"; then echo "ipv6 yes"; fi
  } >"$STATE/$STEP/.here"
  awk -v folder="$HAPROXY_CERTIFICATES" -v drops="$drops" -f "$TOOLKIT/files/tls-here.awk" "$1" - |
    awk -f "$TOOLKIT/files/front-here.awk" "$STATE/$STEP/.here" -
  rm -f "$STATE/$STEP/.here"
}

# tls_knows WORDS: succeeds when this HAProxy accepts them on a 'bind' line.
tls_knows() {
  local knows_said
  printf 'listen none\n    mode http\n    timeout client 1s\n    timeout server 1s\n    timeout connect 1s\n    bind unix@/run/haproxy.sock-none ssl crt %s %s\n' \
    "$(find "$HAPROXY_CERTIFICATES" -name '*.pem' | head -n 1)" "$1" >"$STATE/$STEP/.knows.cfg"
  knows_said=$(haproxy_objection "$TOOLKIT/files/haproxy-nothing.cfg" -f "$STATE/$STEP/.knows.cfg")
  rm -f "$STATE/$STEP/.knows.cfg"
  [ -z "$knows_said" ]
}

# tls_take: reloads HAProxy, so that it binds the port that its file has by now.
tls_take() {
  tls_reload_begins
  haproxy_run : tls_apache_leaves
  if [ -n "$haproxy_trouble" ]; then
    say "tries again to take port $port: $haproxy_trouble"
    haproxy_run
  fi
  tls_reload_ends
}

# tls_apache_leaves: signals Apache, and waits until it has released the port, 5 s at most.
tls_apache_leaves() {
  front_apache=$(apache_pid)
  kill -USR1 "$front_apache" || true
  await 5 every 0.002 port_free "$port" || true
}

# tls_reload_begins, tls_reload_ends: what systemd does before and after each reload, here around a reload by signal.
tls_reload_begins() {
  haproxy_patience=3.5
  reload_master=$(haproxy_master)
  sh "$TOOLKIT/reload/before.sh" "$HAPROXY_SOCKET" "$HAPROXY_STATE" "$HAPROXY_CFG" 9>&- || true
}

tls_reload_ends() {
  haproxy_patience=
  sh "$TOOLKIT/reload/watch.sh" "$HAPROXY_SOCKET" "$HAPROXY_STATE" "$reload_master" >/dev/null 2>&1 </dev/null 9>&- || true
}

# undo_tls_port: Apache gets its port again. HAProxy releases it first: an Apache that cannot bind a port exits.
undo_tls_port() {
  # The configured port may have changed since.
  port=$(recall apache-had "$port")
  answers_end
  undo_apache_move "$behind" "$port"
  if remembers apache-had; then
    apache_has_it_again tls_leave
  else
    undo_file "$PART_FILE"
    part_load
    if remembers apache-due; then apache_graceful; fi
  fi
  undo_tls_files
  rm -f "$STATE/$STEP/good.cfg" "$STATE/$STEP/candidate.cfg" "$STATE/$STEP"/given.* "$STATE/$STEP/own" "$STATE/$STEP"/wanted.*
  rm -rf "$STATE/$STEP/made"
  forget apache-due apache-had behind
  undo_haproxy_parts
}

# tls_leave: HAProxy continues without the port, and finishes the requests in progress; Apache gets its signal as soon as the port is free.
tls_leave() {
  front_told=no
  undo_file "$PART_FILE"
  haproxy_trouble=
  if service_active haproxy && haproxy_runs_our_way; then
    tls_reload_begins
    haproxy_run front_free
    tls_reload_ends
  fi
  if [ "$front_told" = yes ]; then return 0; fi
  case "$(front_owner "$port")" in
    '' | "$apache") apache_graceful ;;
    *) fail "port $port is still taken, by $(front_owner "$port"), and Apache could not listen on it${haproxy_trouble:+: $haproxy_trouble}" \
      "stop that, and run this again" ;;
  esac
}

# tls_with_former: adds the ports that HAProxy had until now to candidate.cfg, if HAProxy accepts that.
tls_with_former() {
  if [ ! -e "$STATE/$STEP/good.cfg" ]; then return 0; fi
  # Each number that says which address family a port is for may occur only once.
  sed 's/ id 1\([0-9]\{3\}\) / id 2\1 /' "$STATE/$STEP/good.cfg" >"$STATE/$STEP/.good"
  merge_former "$STATE/$STEP/wanted.new" "$STATE/$STEP/.good" "$behind $(recall behind | tr '\n' ' ')" >"$STATE/$STEP/candidate.cfg"
  rm -f "$STATE/$STEP/.good"
  if cmp -s "$STATE/$STEP/candidate.cfg" "$STATE/$STEP/wanted.new"; then return 0; fi
  former_words=$(part_objection)
  if [ -n "$former_words" ]; then
    drops_former "$former_words"
    cp "$STATE/$STEP/wanted.new" "$STATE/$STEP/candidate.cfg"
  else
    leaves "$STATE/$STEP/candidate.cfg"
  fi
}

# tls_retire: HAProxy keeps the configured ports, and no others.
tls_retire() {
  if [ ! -e "$STATE/$STEP/wanted.cfg" ] || cmp -s "$STATE/$STEP/wanted.cfg" "$PART_FILE"; then return 0; fi
  say "removes what only the previous configuration of HAProxy has"
  part_swap "$STATE/$STEP/wanted.cfg"
  part_load
  tls_prove
  if [ -n "$problem" ]; then
    failed=$problem hint=${remedy:-run up again}
    rollback_part
    fail "HAProxy fails without what only the previous configuration has: $failed; the last good configuration is back" "$hint"
  fi
  cp "$STATE/$STEP/wanted.cfg" "$STATE/$STEP/candidate.cfg"
  part_keep
  tls_tidy
}
