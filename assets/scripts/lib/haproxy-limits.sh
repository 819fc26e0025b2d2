# shellcheck shell=dash
# How many connections HAProxy passes on to each PostgreSQL: the stack's limit, or this HAProxy's share of what that server accepts from all
# HAProxies, if that is less; never fewer than its clients have used. PostgreSQL is asked when the step runs, and haproxy.limits keeps the
# results, a line 'SERVER:PORT LIMIT' each.

need fits haproxy login postgres

# haproxy_note_limits CONFIG
haproxy_note_limits() {
  local limits_server ways wanted limits_port limits_at clients limits_each used
  find_psql
  haproxy_ways "$1" | while read -r limits_server ways wanted; do
    limits_port=${limits_server##*:}
    limits_at=${limits_server%:*}
    limits_at=${limits_at#[}
    clients=$(clients_of "${limits_at%]}" "$limits_port")
    if [ -n "$clients" ]; then
      limits_each=$(fits "$clients" "$ways")
    else
      # It does not answer now: the limit stays as it was, or is that of the PostgreSQL here, which is mostly the same.
      limits_each=$(awk -v server="$limits_server" '$1 == server { print $2 }' "$STATE/haproxy.limits" 2>/dev/null || true)
      clients=$(printf '%s;\n' "$FITS_SQL" | sql "$limits_port" 2>/dev/null | grep -x '[0-9]*' || true)
      if [ -z "$limits_each" ] && [ -n "$clients" ]; then limits_each=$(fits "$clients" "$ways"); fi
    fi
    if [ -z "$limits_each" ] || [ "$limits_each" -ge "$wanted" ]; then continue; fi
    used=$(haproxy_most_used "$limits_server" "$1")
    if [ "$used" -gt "$limits_each" ]; then
      say "passes on up to $used connections to $limits_server, since clients have used so many, though its PostgreSQL has room for \
$limits_each from each HAProxy: raise max_connections there"
      record "used.$limits_server" "$used"
      limits_each=$used
    fi
    if [ "$limits_each" -ge "$wanted" ]; then continue; fi
    printf '%s %s\n' "$limits_server" "$limits_each"
  done >"$STATE/haproxy.limits.new"
  rm -f "$STATE/.sql-error"
  keep "$STATE/haproxy.limits.new" "$STATE/haproxy.limits"
  if [ -s "$STATE/haproxy.limits" ]; then
    say "passes on fewer connections than maxConnections.server allows, because PostgreSQL accepts no more: $(paste -s -d ';' "$STATE/haproxy.limits" | sed 's/;/; /g')"
  fi
}

# haproxy_most_used SERVER:PORT CONFIG: prints the most connections that clients have had to it at once through this HAProxy, since its last
# reload or when an earlier run of this step looked.
haproxy_most_used() {
  local used_before
  used_before=$(recall "used.$1" 0)
  haproxy_stat smax | awk -v server="$1" -v most="$used_before" '
    NR == FNR && /^[a-z]/ { at = $2 }
    NR == FNR && $1 == "server" && $3 == server { names[at "," $2] }
    NR != FNR && ($1 "," $2) in names && $3 > most { most = $3 + 0 }
    END { print most }' "$2" FS='|' -
}

# clients_of ADDRESS PORT: prints how many connections it accepts from clients; nothing while it does not answer.
clients_of() {
  N2ACD_CONNECT_TIMEOUT=2 N2ACD_ANSWER_TIMEOUT=4 ask_as_role "$1" "$2" "$FITS_SQL" 2>/dev/null | grep -x '[0-9]*' || true
}

# haproxy_ways CONFIG: prints 'SERVER:PORT WAYS LIMIT' lines. Every section of every HAProxy is a way to the server; each SMS node has a HAProxy.
haproxy_ways() {
  awk '
    /^[a-z]/ { at = $1 == "listen" && $2 ~ /^Postgres-/ ? $2 : "" }
    at != "" && $1 == "server" {
      if (!($3 in sections)) order[++n] = $3
      sections[$3]++
      nodes[at]++
      last[$3] = at
      for (i = 4; i < NF; i++) if ($i == "maxconn") limit[$3] = $(i + 1)
    }
    END { for (i = 1; i <= n; i++) if (order[i] in limit) print order[i], sections[order[i]] * nodes[last[order[i]]], limit[order[i]] }' "$1"
}
