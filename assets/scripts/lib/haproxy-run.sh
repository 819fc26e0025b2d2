# shellcheck shell=dash disable=SC2154 # $handover_why comes from lib/haproxy-handover.sh
# Makes HAProxy run what is on disk, and checks whether it does.

need haproxy haproxy-handover haproxy-unit selinux

# haproxy_run [COMMAND [BEFORE]]: starts or reloads HAProxy, or, when its command line is not n2acd-ha's yet, hands over to a new master; restarts
# it when that fails. $haproxy_trouble: HAProxy's own words if it does not run what it should. With COMMAND, a reload is only requested, by
# signal, and COMMAND runs at once: systemctl would wait until HAProxy is done. BEFORE runs just before the signal.
haproxy_run() {
  local print how since status
  haproxy_trouble=
  handover_finish
  haproxy_label_sockets
  print=$(haproxy_fingerprint)
  run_before=$(haproxy_worker)
  if ! service_active haproxy; then
    how=start
  elif ! haproxy_runs_our_way; then
    if haproxy_take_over; then
      haproxy_note_loaded "$print"
      return 0
    fi
    [ -z "$haproxy_trouble" ] || return 0
    if handover_between_ours; then
      how=reload
    else
      say "HAProxy cannot be taken over while it runs, and is restarted: $handover_why"
      how=restart
    fi
  elif [ "$print" != "$(cat "$HAPROXY_LOADED" 2>/dev/null || true)" ] || haproxy_was_edited; then
    how=reload
    haproxy_let_it_learn
  else
    return 0
  fi
  rm -f "$HAPROXY_LOADED"
  say "HAProxy: $how"
  since=$(date +%s)
  status=0
  if [ "$how" = reload ] && [ $# -gt 0 ]; then
    run_master=$(haproxy_master)
    "${2-:}"
    kill -USR2 "$run_master"
    "$@"
  else
    timeout 60 systemctl "$how" haproxy 2>/dev/null || status=$?
  fi
  if [ "$status" -eq 0 ]; then haproxy_taken_over "$run_before" || status=$?; fi
  if [ "$status" -eq 0 ]; then
    haproxy_note_loaded "$print"
    return 0
  fi
  haproxy_trouble=$(haproxy_journal "$since")
  haproxy_trouble="HAProxy did not $how: ${haproxy_trouble:-its journal has no message}$(selinux_denied haproxy)"
}

# haproxy_note_loaded PRINT: notes what HAProxy has loaded. On a full disk it notes nothing; the next run then loads it once more.
haproxy_note_loaded() {
  if printf '%s\n' "$1" >"$HAPROXY_LOADED.new"; then mv -f "$HAPROXY_LOADED.new" "$HAPROXY_LOADED"; fi
}

# haproxy_was_edited: succeeds when a restored file had other content meanwhile, because HAProxy may have loaded that.
haproxy_was_edited() {
  unsettled "$HAPROXY_CFG" || { [ -n "${PART_FILE-}" ] && unsettled "$PART_FILE"; }
}

# haproxy_taken_over PID: waits 10 s, or $haproxy_patience, until a worker other than that one answers.
haproxy_taken_over() { await "${haproxy_patience:-10}" haproxy_is_another "$1"; }

# haproxy_is_another PID
haproxy_is_another() {
  local another_worker
  another_worker=$(haproxy_worker)
  [ -n "$another_worker" ] && [ "$another_worker" != "$1" ]
}

# A worker younger than about 5 s does not hand its stick table to the next one when a remote peer is unreachable
# (2.6 to 3.2), and the guard against two writers would refuse connections.
haproxy_let_it_learn() {
  local learn_uptime
  [ -n "$(arg local_peer)" ] || return 0
  learn_uptime=$(haproxy_info Uptime_sec)
  case "$learn_uptime" in
    [0-5]) sleep $((6 - learn_uptime)) ;;
  esac
}

# haproxy_runs_our_way: succeeds when the running master was started with the command line of n2acd-ha's drop-in, and finds the log in
# its chroot. (Reloads keep both.)
haproxy_runs_our_way() {
  local way_socket
  haproxy_runs_our_files || return 1
  # The unit's variables may add another one.
  way_socket=$(word_after -S "$way_wanted")
  case "$way" in *"${way_socket:+ -S $way_socket }"*) ;; *) return 1 ;; esac
  [ ! -S /dev/log ] || [ -S "/proc/$(haproxy_master)/root$HAPROXY_CHROOT/dev/log" ]
}

# haproxy_runs_our_files: succeeds when it reads n2acd-ha's files, under the peer's name that they expect.
haproxy_runs_our_files() {
  local way_dropin
  way_dropin=$(haproxy_dropin_here) || return 1
  way=" $(tr '\0' ' ' <"/proc/$(haproxy_master)/cmdline") "
  way_wanted=$(dropin_command "$way_dropin")
  case "$way" in *" -f $HAPROXY_PARTS "*) ;; *) return 1 ;; esac
  [ "$(word_after -L "$way")" = "$(word_after -L "$way_wanted")" ]
}
