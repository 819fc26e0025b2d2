# shellcheck shell=dash disable=SC2034 # the paths are for the other haproxy-*.sh
# HAProxy on this host: the paths of its parts, and what it reports about a configuration and about itself.

HAPROXY_CFG=/etc/haproxy/haproxy.cfg
HAPROXY_PARTS=/etc/haproxy/conf.d
HAPROXY_SECRETS=$HAPROXY_PARTS/n2acd-ha.cfg
HAPROXY_METRICS=$HAPROXY_PARTS/n2acd-ha-metrics.cfg
HAPROXY_TLS=$HAPROXY_PARTS/n2acd-ha-tls.cfg
# Certificates with their keys, and lists that assign them to names; each file is named by what it holds.
HAPROXY_CERTIFICATES=/etc/haproxy/n2acd-ha-tls
# The certificate and key by which the stack's peers recognize each other, in a file for root.
HAPROXY_PEERS=/etc/haproxy/n2acd-ha-peers.pem
# The drop-in whose name sorts last takes effect: an operator's own is mostly called override.conf.
HAPROXY_DROPIN=/etc/systemd/system/haproxy.service.d/zz-n2acd-ha.conf
# As earlier versions named it.
HAPROXY_DROPIN_BEFORE=/etc/systemd/system/haproxy.service.d/n2acd-ha.conf
# SELinux's policy recognizes HAProxy's sockets by this prefix. In a folder of /run, HAProxy could not replace its own sockets any more once
# somebody had restored the labels there, and its next reload would end it.
HAPROXY_SOCKETS=/run/haproxy.sock-
HAPROXY_SOCKET=${HAPROXY_SOCKETS}admin
# Where earlier versions had the sockets, until an `up` has moved them.
HAPROXY_RUNDIR=/run/haproxy
# The fingerprint of the files that HAProxy has loaded through n2acd-ha. Shared by the steps.
HAPROXY_LOADED=$STATE/haproxy.loaded

# haproxy_dropin_here: prints the path of n2acd-ha's drop-in, under whichever of its names is here; returns 1 when there is none.
haproxy_dropin_here() {
  local here_dropin
  for here_dropin in "$HAPROXY_DROPIN" "$HAPROXY_DROPIN_BEFORE"; do
    if [ -e "$here_dropin" ]; then printf '%s' "$here_dropin" && return 0; fi
  done
  return 1
}

# dropin_command DROPIN: prints the command with which it starts HAProxy.
dropin_command() { sed -n 's/^ExecStart=\(.\)/\1/p' "$1"; }

# word_after OPTION COMMAND: the word that follows the option, if there is one.
word_after() { printf '%s' " $2 " | sed -n "s/.* $1 \([^ ]*\) .*/\1/p"; }

# haproxy_since MAJOR MINOR: succeeds when the installed HAProxy is at least that.
haproxy_since() {
  local major minor
  haproxy -v | sed -n 's/^HA-\{0,1\}Proxy version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' |
    { read -r major minor && [ $((major * 100 + minor)) -ge $(($1 * 100 + $2)) ]; }
}

# haproxy_exports: succeeds when it was built with the exporter for Prometheus.
haproxy_exports() { haproxy -vv | grep -qi 'prometheus.exporter'; }

# haproxy_objection CONFIG ARGS...: prints HAProxy's own words against a configuration, checked with ARGS; nothing when it has none. Warnings
# count: 'Removing incomplete section peers' is one, and means a guard that is not shared. A copy is checked, which does not load the known
# state of the servers: while that file has content, for some seconds after a reload, HAProxy warns of each server that is down.
haproxy_objection() {
  local objection_of objection_copy status objection objection_words
  objection_of=$1
  shift
  objection_copy=$STATE/$STEP/.checked.cfg
  sed 's/^\( *load-server-state-from-file\) global$/\1 none/' "$objection_of" >"$objection_copy"
  set -- -f "$objection_copy" "$@"
  status=0
  if haproxy_since 2 2; then set -- -dW "$@"; fi
  objection=$(timeout 30 haproxy -c "$@" 2>&1) || status=$?
  rm -f "$objection_copy"
  case "$status$objection" in
    0*'[WARNING]'*) ;;
    0*) return 0 ;;
  esac
  objection=$(printf '%s\n' "$objection" | sed "s|$objection_copy|$objection_of|g")
  objection_words=$(printf '%s\n' "$objection" | haproxy_words "$objection_of")
  printf '%s' "${objection_words:-exit status $status}"
}

# haproxy_words [CONFIG]: prints the alerts and warnings of HAProxy from a log, in one line. They may quote a line that somebody else wrote,
# which is shown only in part. Words of n2acd-ha's files, and of CONFIG if that is new, are all shown.
haproxy_words() {
  local words_own
  words_own="$STATE/haproxy/good.cfg $STATE/web/good.cfg"
  case "${1-}" in "$STATE"/*) words_own="$words_own $1" ;; esac
  sed -n 's|^\[[AW][A-Z]*\] *[0-9/]* *([0-9]*) : *||p' |
    grep -v -e '^Fatal errors found' -e '^Error(s) found' -e 'exited with code' -e '^All workers exited' |
    awk '!seen[$0]++' | head -n 4 | shown_words "$words_own" | paste -s -d '|' | sed 's/|/ | /g'
}

# haproxy_journal SINCE: prints the same from what HAProxy wrote to systemd's journal since that second of the epoch; only its alerts,
# if there are any.
haproxy_journal() {
  local said alerts
  said=$(journalctl -u haproxy -o cat --no-pager --since "@$1" 2>/dev/null || true)
  alerts=$(printf '%s\n' "$said" | grep '^\[ALERT\]' || true)
  printf '%s\n' "${alerts:-$said}" | haproxy_words
}

# haproxy_ask COMMAND: the worker's answer on its admin socket; nothing when it doesn't give one.
haproxy_ask() {
  printf '%s\n' "$1" | timeout 5 socat -t 3 - "UNIX-CONNECT:$(haproxy_socket)" 2>/dev/null || true
}

# haproxy_socket: prints the admin socket of the HAProxy that runs now, or is on trial.
haproxy_socket() {
  if [ "$HAPROXY_SOCKET" = "${HAPROXY_SOCKETS}admin" ] && haproxy_in_rundir && ! socat -u OPEN:/dev/null "UNIX-CONNECT:$HAPROXY_SOCKET" 2>/dev/null; then
    printf '%s' "$HAPROXY_RUNDIR/admin.sock"
  else
    printf '%s' "$HAPROXY_SOCKET"
  fi
}

# haproxy_in_rundir: succeeds when an earlier version set this HAProxy up, and no `up` has moved its sockets. (The step noted the folder.)
haproxy_in_rundir() {
  local rundir_note
  for rundir_note in "$STATE/haproxy/rundir" "$STATE/web/rundir"; do
    if [ -e "$rundir_note" ] && [ -S "$HAPROXY_RUNDIR/admin.sock" ]; then return 0; fi
  done
  return 1
}

# haproxy_info FIELD: prints that field of the present worker; nothing while it does not answer.
haproxy_info() { haproxy_ask 'show info' | sed -n "s/^$1: *//p"; }

haproxy_worker() { haproxy_info Pid; }

# haproxy_stat FIELD...: prints 'SECTION|SERVER|VALUE|...' for each server, a line each. A comma inside double quotes, as in an agent's
# message, separates no columns: it becomes a semicolon.
haproxy_stat() {
  haproxy_ask 'show stat' | awk -F , -v fields="$*" '
    NR == 1 { sub(/^# /, ""); for (i = 1; i <= NF; i++) at[$i] = i; wanted = split(fields, field, " "); next }
    { while (match($0, /"[^"]*"/)) {
        words = substr($0, RSTART + 1, RLENGTH - 2); gsub(/,/, ";", words)
        $0 = substr($0, 1, RSTART - 1) words substr($0, RSTART + RLENGTH)
      } }
    NF < 3 || $2 == "FRONTEND" || $2 == "BACKEND" { next }
    { line = $1 "|" $2
      for (i = 1; i <= wanted; i++) { value = $(at[field[i]]); gsub(/[|]/, "", value); line = line "|" value }
      print line }'
}

haproxy_master() { systemctl show -p MainPID --value haproxy; }

# haproxy_fingerprint: prints that of n2acd-ha's files on disk, for the steps and the status. It includes the peers' key where that is used.
# Certificates are included by the names of their files.
haproxy_fingerprint() {
  local print_peers
  print_peers=/dev/null
  if grep -q "^ *default-bind .*$HAPROXY_PEERS" "$ROOT$HAPROXY_CFG" 2>/dev/null; then print_peers=$ROOT$HAPROXY_PEERS; fi
  cat "$ROOT$HAPROXY_CFG" "$ROOT$HAPROXY_SECRETS" "$ROOT$HAPROXY_METRICS" "$print_peers" "$ROOT$HAPROXY_TLS" 2>/dev/null | sha256sum | cut -d ' ' -f 1
}

# haproxy_servers LISTEN: prints NAME|STATUS|CHECK|fit, a line each; fit if its check alone would make it up, whatever its guard says.
haproxy_servers() {
  haproxy_stat status check_status last_chk check_health check_rise | awk -F '|' -v section="$1" '
    $1 == section { check = $4; sub(/^\* /, "", check) # one is under way
      print $2 "|" $3 "|" check ($5 == "" ? "" : " " $5) "|" ($6 != "" && $6 >= $7 ? "fit" : "") }'
}
