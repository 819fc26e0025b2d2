# shellcheck shell=sh
# HAProxy: what it runs, what it sees, and the workers that a reload replaced.

CFG=$ROOT/etc/haproxy/haproxy.cfg
PARTS=$ROOT/etc/haproxy/conf.d
ADMIN=$ROOT/run/haproxy.sock-admin
# As earlier versions had it.
[ -S "$ADMIN" ] || ADMIN=$ROOT/run/haproxy/admin.sock

ask() { timeout 4 socat -t 3 - "UNIX-CONNECT:$1"; }

# proxy: nothing of it when HAProxy does not answer.
proxy() {
  record version haproxy "$(haproxy -v | sed -n 's/^HA-\{0,1\}Proxy version \([^ ]*\).*/\1/p')"
  proxy_said=$(echo 'show info;show stat' | ask "$ADMIN") || return 0
  printf '%s\n' "$proxy_said" | awk '
    /^# pxname/ { stat = 1 }
    stat && NF { print "stat\t" $0; next }
    /^(Pid|Uptime_sec|Maxconn|CurrConns): / { sub(/: */, "\t"); print "info\t" $0 }'
  replaced "$(printf '%s\n' "$proxy_said" | sed -n 's/^Pid: *//p')"
}

# replaced PID: the workers beside that one, which only finish their sessions.
replaced() {
  master=$(systemctl show -p MainPID --value haproxy)
  read -r workers <"/proc/$master/task/$master/children" || true
  socket=$(tr '\0' '\n' <"/proc/$master/cmdline" | sed -n '/^-S$/{n;s/,.*//;p;q;}')
  for worker in ${workers-}; do
    if [ "$worker" = "$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$worker/status"; then continue; fi
    sessions=
    if [ -n "$socket" ]; then
      sessions=$(printf '@!%s show info\n' "$worker" | ask "$socket" | sed -n 's/^CurrConns: *//p') || sessions=
    fi
    record replaced "$worker" "$(ps -o etimes= -p "$worker" | tr -d ' ')" "$sessions"
  done
}

# config: of the file on disk, of all that HAProxy loads of ours (with figures for Prometheus a third file, with HTTPS one more), and of what it
# has loaded.
config() {
  peers=/dev/null
  if grep -q '^ *default-bind .*n2acd-ha-peers.pem' "$CFG"; then peers=$ROOT/etc/haproxy/n2acd-ha-peers.pem; fi
  record config "$(sha256sum <"$(wanted)" | cut -d ' ' -f 1)" \
    "$(cat "$CFG" "$PARTS/n2acd-ha.cfg" "$PARTS/n2acd-ha-metrics.cfg" "$peers" "$PARTS/n2acd-ha-tls.cfg" | sha256sum | cut -d ' ' -f 1)" \
    "$(cat "$STATE/haproxy.loaded" || true)"
}

# wanted: the file that says what up wants. What was offered before stands in haproxy.cfg besides until every node is proven.
wanted() {
  for wanted_step in haproxy web; do
    if [ -e "$STATE/$wanted_step/wanted.cfg" ] && cmp -s "$STATE/$wanted_step/good.cfg" "$CFG"; then
      # What this host made of it has addresses in place of names, and the peers' key.
      wanted_given=$STATE/$wanted_step/wanted.given.cfg
      if [ -e "$wanted_given" ]; then echo "$wanted_given"; else echo "$STATE/$wanted_step/wanted.cfg"; fi
      return 0
    fi
  done
  echo "$CFG"
}

# request WHAT PORT PATH: how this front end answers it; 000 is no answer.
request() {
  record request "$1" "$(curl -s -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "http://127.0.0.1:$2$3" || true)"
}
