# shellcheck shell=sh
# HAProxy gets another command line while it serves. A second master is started in its unit, inherits the listening sockets
# of the first one and becomes the unit's main process; the first one then ends with the last of its connections.

need haproxy haproxy-config haproxy-run haproxy-unit notes

HANDOVER_DROPIN=/run/systemd/system/haproxy.service.d/zzz-n2acd-ha.conf
# As an earlier version that was cut has left it. Of the two that have this name, systemd takes the one in /etc.
HANDOVER_DROPIN_BEFORE=/run/systemd/system/haproxy.service.d/zz-n2acd-ha.conf
HANDOVER_FORMER=$HAPROXY_NOTES/former

# haproxy_take_over: HAProxy runs what is on disk, with our command line. 1 when it does not: $haproxy_trouble says why,
# or, when nothing was touched and only a restart would do, $handover_why.
#
# A HAProxy that was set up by hand offers its sockets to nobody. So it first reloads our configuration, as far as its own
# command line goes, which has the socket that they are fetched from.
haproxy_take_over() {
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
  take_since=$(date +%s)
  kill -USR2 "$take_master"
  if ! haproxy_taken_over "$take_before"; then
    haproxy_trouble=$(haproxy_journal "$take_since")
    haproxy_trouble="HAProxy did not reload, and keeps its previous configuration: ${haproxy_trouble:-its journal has no message}"
    forget handover
    return 1
  fi
  await 10 handover_knows || true
  # Those who wait are let through by then. A worker that stops counts no server any more, and would refuse them.
  if grep -q inspect-delay "$STATE/$STEP/first.cfg"; then sleep 3; fi
  take_swap "$STATE/$STEP/handover.cfg" || return 1
  haproxy_hand_over "$(dropin_command "$HAPROXY_DROPIN")" watched || return 1
  forget handover
}

# handover_between_ours: it runs our configuration, with another command line than an `up` of now gives it, and has the socket.
handover_between_ours() { haproxy_runs_our_files && [ -n "$(haproxy_worker)" ]; }

# take_swap FILE: 1 and $haproxy_trouble when there is no room for it.
take_swap() { haproxy_swap "$1" || { haproxy_trouble="$HAPROXY_CFG cannot be written" && return 1; }; }

# handover_reads_parts: so does the command line of now.
handover_reads_parts() { case "$take_line" in *" -f $HAPROXY_PARTS "*) ;; *) return 1 ;; esac }

# handover_first < CONFIG: what the present command line can run of it. It says no peer's name, so there are no peers, and has
# no socket for the log in the chroot. And a
# worker that knows nothing of its servers yet takes each for up, and for down after one slow answer: clients that come while it
# does not see exactly one primary wait, for longer than usual, and checks come sooner. Without the folder of parts there is
# no password for the stats page, which is shut for these seconds.
handover_first() {
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

# handover_knows: the worker of now has checked each of its servers, and has one up for everything.
handover_knows() {
  haproxy_stat status check_status | awk -F '|' '
    $3 == "no check" { next }
    { up[$1] += $3 ~ /^UP/ }
    $3 ~ /^UP/ && $4 ~ /^(\* )?(INI|$)/ { unknown = 1 }
    END { for (each in up) if (!up[each]) unknown = 1; exit unknown }'
}

# undo_take_over: a HAProxy that served before the first apply does so again, with its own configuration and command
# line. 1 when it could not be done, or was not so.
#
# The first worker of it starts with what is known of the servers: it would take each for up. That is asked for in the
# file for as long as it loads; but a configuration that serves nothing knows nothing either.
undo_take_over() {
  back_file=$STATE/$STEP/$(saved_name "$HAPROXY_CFG")
  # A run that was cut has done it.
  if ! haproxy_dropin_here >/dev/null && service_active haproxy && [ -z "$(haproxy_worker)" ]; then return 0; fi
  if [ "$(recall service.haproxy.active)" != active ] || [ ! -e "$back_file" ] || [ -z "$(haproxy_worker)" ]; then return 1; fi
  undo_haproxy_unit
  back_command=$(systemctl show -p ExecStart --value haproxy | sed -n 's/.* argv\[\]=\(.*\) ; ignore_errors=.*/\1/p')
  case " $back_command " in *" -Ws "*) ;; *) return 1 ;; esac
  cp "$back_file" "$STATE/$STEP/last.cfg" || return 1
  if handover_knows && handover_last <"$back_file" >"$STATE/$STEP/.last.new" && handover_loads "$STATE/$STEP/.last.new"; then
    mv -f "$STATE/$STEP/.last.new" "$STATE/$STEP/last.cfg"
  fi
  haproxy_swap "$STATE/$STEP/last.cfg" || return 1
  haproxy_hand_over "$back_command"
}

# handover_loads CONFIG: HAProxy takes it, alone or with the folder of parts.
handover_loads() { haproxy -c -q -f "$1" 2>/dev/null || haproxy -c -q -f "$1" -f "$HAPROXY_PARTS" 2>/dev/null; }

# handover_last < CONFIG: the same, that loads what is known of its servers.
handover_last() {
  awk -v state="$HAPROXY_STATE" '
    { print }
    $1 == "listen" || $1 == "backend" { print "    load-server-state-from-file global" }
    END { print "global\n    server-state-file " state }'
}

# haproxy_hand_over COMMAND [watched]: to a master that is started so; the unit's variables may be in it. 1 and
# $handover_why when the present one stays.
haproxy_hand_over() {
  hand_from=$(haproxy_master)
  mkdir -p "$(dirname "$HANDOVER_DROPIN")"
  handover_dropin "$@" >"$STATE/$STEP/.handover"
  chmod 0644 "$STATE/$STEP/.handover"
  place "$STATE/$STEP/.handover" "$HANDOVER_DROPIN"
  systemctl daemon-reload
  hand_since=$(date +%s)
  timeout 60 systemctl reload haproxy 2>/dev/null || true
  handover_finish
  if [ "$(haproxy_master)" != "$hand_from" ]; then return 0; fi
  handover_why=$(haproxy_journal "$hand_since")
  handover_why=${handover_why:-"see 'journalctl -u haproxy'"}
  return 1
}

# handover_dropin COMMAND [watched]: its text. Where old sessions are no longer looked after, nobody watches them.
# shellcheck disable=SC2016 # systemd's
handover_dropin() {
  cat "$TOOLKIT/files/handover.service.conf"
  printf 'ExecReload=-/bin/sh %s %s %s %s\n' "$TOOLKIT/reload/before.sh" "$(haproxy_socket)" "$HAPROXY_STATE" "$HAPROXY_CFG"
  printf 'ExecReload=/bin/sh %s %s $MAINPID %s\n' "$TOOLKIT/reload/handover.sh" "$(haproxy_socket)" "$1"
  [ -z "${2-}" ] ||
    printf 'ExecReload=-/bin/sh %s %s %s $MAINPID\n' "$TOOLKIT/reload/watch.sh" "$HAPROXY_SOCKET" "$HAPROXY_STATE"
}

# handover_finish: what a hand-over still has to do once the new master is there, however it was cut. Until here the unit
# listens to every process of it, and the former master would announce that it stops.
handover_finish() {
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
