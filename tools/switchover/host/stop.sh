# shellcheck shell=dash
# Stops the old primary, proves that it is down, and makes it a standby whenever it starts again.

# checkpoint_now PORT USER: writes now what the stop would otherwise have to write, while no client can.
checkpoint_now() { echo CHECKPOINT | psql_here "$1" "$2" 10 300; }

# stop_cleanly PORT RUN SECONDS: prints where its WAL ends. From then on no start, at a boot or by hand, makes it a primary.
stop_cleanly() (
  trap '' HUP PIPE
  note_lock
  [ "$(note_get "$1" run)" = "$2" ] || fail "another run has taken over, or gone back" "see make status"
  stop_data=$(note_get "$1" data) stop_unit=$(note_get "$1" unit)
  if alive "$stop_data"; then
    if [ -z "$(note_get "$1" stopped)" ]; then note_put "$1" stopped "$(date +%s)"; fi
    timeout "$3" systemctl stop "$stop_unit" ||
      fail "PostgreSQL does not stop within $3 s" "see its log; run this again when it has stopped, or start it: systemctl start $stop_unit"
  fi
  if alive "$stop_data"; then
    fail "PostgreSQL runs on, though $stop_unit is stopped" "see who started it: ps -fp $(head -n 1 "$stop_data/postmaster.pid")"
  fi
  stop_state=$(control "$1" 'Database cluster state')
  case "$stop_state" in
    'shut down')
      stop_end=$(control "$1" 'Latest checkpoint location')
      note_put "$1" checkpoint "$stop_end"
      as_owner "$1" touch "$stop_data/standby.signal"
      # The file has to survive a power cut.
      as_owner "$1" sync "$stop_data/standby.signal" "$stop_data"
      ;;
    # It was started as a standby meanwhile, and has written nothing since.
    'shut down in recovery') stop_end=$(note_get "$1" checkpoint) ;;
    *) stop_end= ;;
  esac
  case "$stop_end" in
    */*) ;;
    *)
      record unclean "${stop_state:-it cannot be read}"
      exit 0
      ;;
  esac
  record stopped "$stop_end" "$(control "$1" "Latest checkpoint's TimeLineID")" "$(control "$1" 'Database system identifier')"
)

# start_standby PORT: starts it only as a standby.
start_standby() {
  local data start_unit
  data=$(note_get "$1" data) start_unit=$(note_get "$1" unit)
  if alive "$data"; then return 0; fi
  [ -e "$data/standby.signal" ] || fail "standby.signal is gone from $data" "see who removed it; put it back before anybody starts PostgreSQL"
  systemctl start "$start_unit" || fail "PostgreSQL does not start" "see journalctl -u $start_unit, and its log"
}

# start_again PORT: starts it as the primary that it was. No standby was or will be promoted: the standby's note is gone.
start_again() (
  trap '' HUP PIPE
  note_lock
  again_data=$(note_get "$1" data) again_unit=$(note_get "$1" unit)
  note_put "$1" run back
  if alive "$again_data" && [ -e "$again_data/standby.signal" ]; then systemctl stop "$again_unit"; fi
  as_owner "$1" rm -f "$again_data/standby.signal"
  systemctl start "$again_unit" || fail "PostgreSQL does not start" "see journalctl -u $again_unit, and its log"
)
