# shellcheck shell=dash
# HAProxy: what it runs, what it sees, and the workers that a reload replaced.

need haproxy

# proxy: prints only the version when HAProxy does not answer.
proxy() {
  local said
  record version haproxy "$(haproxy -v | sed -n 's/^HA-\{0,1\}Proxy version \([^ ]*\).*/\1/p')"
  said=$(haproxy_ask 'show info;show stat')
  [ -n "$said" ] || return 0
  printf '%s\n' "$said" | awk '
    /^# pxname/ { stat = 1 }
    stat && NF { print "stat\t" $0; next }
    /^(Pid|Uptime_sec|Maxconn|CurrConns): / { sub(/: */, "\t"); print "info\t" $0 }'
  replaced "$(printf '%s\n' "$said" | sed -n 's/^Pid: *//p')"
}

# replaced PID: reports the workers other than PID, which only finish their sessions.
replaced() {
  local workers
  master=$(haproxy_master)
  read -r workers <"/proc/$master/task/$master/children" || true
  socket=$(tr '\0' '\n' <"/proc/$master/cmdline" | sed -n '/^-S$/{n;s/,.*//;p;q;}')
  for worker in ${workers-}; do
    if [ "$worker" = "$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$worker/status"; then continue; fi
    sessions=
    if [ -n "$socket" ]; then
      sessions=$(printf '@!%s show info\n' "$worker" | timeout 4 socat -t 3 - "UNIX-CONNECT:$socket" | sed -n 's/^CurrConns: *//p') || sessions=
    fi
    record replaced "$worker" "$(ps -o etimes= -p "$worker" | tr -d ' ')" "$sessions"
  done
}

# config: reports the fingerprints of the wanted file, of all our files that HAProxy loads, and of what it has loaded.
config() {
  record config "$(sha256sum <"$(wanted)" | cut -d ' ' -f 1)" "$(haproxy_fingerprint)" "$(cat "$HAPROXY_LOADED" || true)"
}

# wanted: prints the path of what up wants. Until every node is proven, haproxy.cfg also contains what HAProxy offered before.
wanted() {
  local step given
  for step in haproxy web; do
    if [ -e "$STATE/$step/wanted.cfg" ] && cmp -s "$STATE/$step/good.cfg" "$ROOT$HAPROXY_CFG"; then
      # As adapted to this host, the file has addresses in place of names, and the peers' key.
      given=$STATE/$step/wanted.given.cfg
      if [ -e "$given" ]; then echo "$given"; else echo "$STATE/$step/wanted.cfg"; fi
      return 0
    fi
  done
  echo "$ROOT$HAPROXY_CFG"
}

# request WHAT PORT PATH: reports the HTTP status with which this front end answers; 000 is no answer.
request() {
  record request "$1" "$(curl -s -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "http://127.0.0.1:$2$3" || true)"
}
