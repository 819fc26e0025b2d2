# shellcheck shell=dash
# Gives HAProxy another command line while it serves. A second master is started in its unit, inherits the listening sockets
# of the first one and becomes the unit's main process; the first one then ends with the last of its connections.

need haproxy haproxy-config haproxy-run haproxy-unit notes

HANDOVER_DROPIN=/run/systemd/system/haproxy.service.d/zzz-n2acd-ha.conf
# Left by an earlier version that was interrupted. Of two drop-ins with this name, systemd uses the one in /etc.
HANDOVER_DROPIN_BEFORE=/run/systemd/system/haproxy.service.d/zz-n2acd-ha.conf
HANDOVER_FORMER=$HAPROXY_NOTES/former

# haproxy_take_over: makes HAProxy run what is on disk, with n2acd-ha's command line. Returns 1 when it does not: then $haproxy_trouble has the
# reason, or, when nothing was touched and only a restart would help, $handover_why.
#
# A HAProxy that was set up by hand has no socket from which its listening sockets can be fetched. So it first reloads n2acd-ha's
# configuration, which has that socket, as far as its own command line allows.
haproxy_take_over() {
  local take_master take_before since
  handover_why='' take_master=$(haproxy_master)
  take_line=" $(tr '\0' ' ' <"/proc/$take_master/cmdline") "
  case "$take_line" in
    *" -Ws"*" -f $HAPROXY_CFG "*) ;;
    *) handover_why="it was not started the way its package starts it" && return 1 ;;
  esac
  if handover_between_ours; then
    say "HAProxy: takes over while it runs"
    haproxy_hand_over "$(dropin_command "$HAPROXY_DROPIN")" watched
    return
  fi
  if ! cp "$HAPROXY_CFG" "$STATE/$STEP/handover.cfg" || ! handover_first <"$HAPROXY_CFG" >"$STATE/$STEP/first.cfg"; then
    haproxy_trouble="$STATE/$STEP cannot be written, so HAProxy keeps its previous configuration" && return 1
  fi
  set -- "$STATE/$STEP/first.cfg"
  if handover_reads_parts; then
    set -- "$@" -f "$HAPROXY_PARTS"
  elif [ -e "$HAPROXY_TLS" ]; then
    # HTTPS must not stop meanwhile, and all that it needs is in this part.
    cat "$HAPROXY_TLS" >>"$STATE/$STEP/first.cfg"
  fi
  handover_why=$(haproxy_objection "$@")
  [ -z "$handover_why" ] || return 1
  say "HAProxy: takes over while it runs"
  record handover "$take_master"
  take_swap "$STATE/$STEP/first.cfg" || return 1
  take_before=$(haproxy_worker)
  since=$(date +%s)
  kill -USR2 "$take_master"
  if ! haproxy_taken_over "$take_before"; then
    haproxy_trouble=$(haproxy_journal "$since")
    haproxy_trouble="HAProxy did not reload, and keeps its previous configuration: ${haproxy_trouble:-its journal has no message}"
    forget handover
    return 1
  fi
  await 10 handover_knows || true
  # By then, waiting clients are connected. A worker that stops no longer counts any server as usable, and would refuse them.
  if grep -q inspect-delay "$STATE/$STEP/first.cfg"; then sleep 3; fi
  take_swap "$STATE/$STEP/handover.cfg" || return 1
  haproxy_hand_over "$(dropin_command "$HAPROXY_DROPIN")" watched || return 1
  forget handover
}

# handover_between_ours: succeeds when HAProxy runs n2acd-ha's configuration, with the command line of an earlier `up`, and has the socket.
handover_between_ours() { haproxy_runs_our_files && [ -n "$(haproxy_worker)" ]; }

# take_swap FILE: puts it in place; returns 1 and sets $haproxy_trouble when it cannot be written.
take_swap() { haproxy_swap "$1" || { haproxy_trouble="$HAPROXY_CFG cannot be written" && return 1; }; }

# handover_reads_parts: succeeds when the present command line has the folder of parts, too.
handover_reads_parts() { case "$take_line" in *" -f $HAPROXY_PARTS "*) ;; *) return 1 ;; esac }

# handover_first < CONFIG: prints what the present command line can run of it. That names no peer, so there are no peers, and has no log socket
# in the chroot, so there is no chroot. A worker that does not know its servers' state takes each for up, and for down after one slow answer.
# So clients wait longer than usual while it does not see exactly one primary, and checks come sooner. Without the folder of parts there is
# no password for the stats page, which is closed for these seconds.
handover_first() {
  local first_parts
  first_parts=no
  if handover_reads_parts; then first_parts=yes; fi
  awk -v parts="$first_parts" '
    /^[a-z]/ { peers = $1 == "peers" }
    peers { next }
    $1 == "chroot" { next }
    $1 == "stick-table" { sub(/ peers [^ ]+/, "") }
    $1 == "tcp-request" && $2 == "inspect-delay" { sub(/inspect-delay .*/, "inspect-delay 3s") }
    $1 == "default-server" { sub(/ inter [^ ]+/, " inter 250ms") }
    $1 == "timeout" && $2 == "check" { sub(/check .*/, "check 1s") }
    $1 == "tcp-request" && /nbsrv/ { sub(/ le 1 }/, " eq 1 }") }
    parts == "no" && $1 == "stats" && /http_auth/ { sub(/stats .*/, "stats http-request deny") }
    { print }'
}

# handover_knows: succeeds when the present worker has checked each of its servers, and every section has one that is up.
handover_knows() {
  haproxy_stat status check_status | awk -F '|' '
    $3 == "no check" { next }
    { up[$1] += $3 ~ /^UP/ }
    $3 ~ /^UP/ && $4 ~ /^(\* )?(INI|$)/ { unknown = 1 }
    END { for (each in up) if (!up[each]) unknown = 1; exit unknown }'
}

# undo_take_over: makes a HAProxy that served before the first apply serve again, with its own configuration and command line.
# Returns 1 when that fails, or when none served.
#
# Its first worker loads the known state of the servers, because it would otherwise take each for up. The file requests that only while it
# is loaded. Unless handover_knows succeeds, there is no useful state to load.
undo_take_over() {
  local file command
  file=$STATE/$STEP/$(saved_name "$HAPROXY_CFG")
  # An interrupted run has already done it.
  if ! haproxy_dropin_here >/dev/null && service_active haproxy && [ -z "$(haproxy_worker)" ]; then return 0; fi
  if [ "$(recall service.haproxy.active)" != active ] || [ ! -e "$file" ] || [ -z "$(haproxy_worker)" ]; then return 1; fi
  undo_haproxy_unit
  command=$(systemctl show -p ExecStart --value haproxy | sed -n 's/.* argv\[\]=\(.*\) ; ignore_errors=.*/\1/p')
  case " $command " in *" -Ws "*) ;; *) return 1 ;; esac
  cp "$file" "$STATE/$STEP/last.cfg" || return 1
  if handover_knows && handover_last <"$file" >"$STATE/$STEP/.last.new" && handover_loads "$STATE/$STEP/.last.new"; then
    mv -f "$STATE/$STEP/.last.new" "$STATE/$STEP/last.cfg"
  fi
  haproxy_swap "$STATE/$STEP/last.cfg" || return 1
  haproxy_hand_over "$command"
}

# handover_loads CONFIG: succeeds when HAProxy accepts it, alone or with the folder of parts.
handover_loads() { haproxy -c -q -f "$1" 2>/dev/null || haproxy -c -q -f "$1" -f "$HAPROXY_PARTS" 2>/dev/null; }

# handover_last < CONFIG: prints it with lines that load the known state of its servers.
handover_last() {
  awk -v state="$HAPROXY_STATE" '
    { print }
    $1 == "listen" || $1 == "backend" { print "    load-server-state-from-file global" }
    END { print "global\n    server-state-file " state }'
}

# haproxy_hand_over COMMAND [watched]: hands over to a master that COMMAND starts; the unit's variables may be in it. Returns 1 and sets
# $handover_why when the present one stays.
haproxy_hand_over() {
  local from since
  from=$(haproxy_master)
  mkdir -p "$(dirname "$HANDOVER_DROPIN")"
  handover_dropin "$@" >"$STATE/$STEP/.handover"
  chmod 0644 "$STATE/$STEP/.handover"
  place "$STATE/$STEP/.handover" "$HANDOVER_DROPIN"
  systemctl daemon-reload
  since=$(date +%s)
  timeout 60 systemctl reload haproxy 2>/dev/null || true
  handover_finish
  if [ "$(haproxy_master)" != "$from" ]; then return 0; fi
  handover_why=$(haproxy_journal "$since")
  handover_why=${handover_why:-"see 'journalctl -u haproxy'"}
  return 1
}

# handover_dropin COMMAND [watched]: prints its text. Only with 'watched' does reload/watch.sh look after old sessions.
# shellcheck disable=SC2016 # systemd's
handover_dropin() {
  cat "$TOOLKIT/files/handover.service.conf"
  printf 'ExecReload=-/bin/sh %s %s %s %s\n' "$TOOLKIT/reload/before.sh" "$(haproxy_socket)" "$HAPROXY_STATE" "$HAPROXY_CFG"
  printf 'ExecReload=/bin/sh %s %s $MAINPID %s\n' "$TOOLKIT/reload/handover.sh" "$(haproxy_socket)" "$1"
  [ -z "${2-}" ] ||
    printf 'ExecReload=-/bin/sh %s %s %s $MAINPID\n' "$TOOLKIT/reload/watch.sh" "$HAPROXY_SOCKET" "$HAPROXY_STATE"
}

# handover_finish: completes a hand-over once the new master is there, even after an interruption. Before this, the unit accepts messages from
# all of its processes, and the former master would announce that it stops.
handover_finish() {
  local finish_former
  if ! [ -e "$HANDOVER_DROPIN" ] && ! [ -e "$HANDOVER_DROPIN_BEFORE" ]; then return 0; fi
  sweep "$HANDOVER_DROPIN"
  remove "$HANDOVER_DROPIN" "$HANDOVER_DROPIN_BEFORE"
  rmdir --ignore-fail-on-non-empty "$(dirname "$HANDOVER_DROPIN")" 2>/dev/null || true
  systemctl daemon-reload
  finish_former=$(cut -d ' ' -f 1 "$HANDOVER_FORMER" 2>/dev/null || true)
  if [ -n "$finish_former" ] && [ "$finish_former" != "$(haproxy_master)" ]; then
    case "$(cat "/proc/$finish_former/comm" 2>/dev/null || true)" in haproxy) kill -USR1 "$finish_former" ;; esac
  fi
}
