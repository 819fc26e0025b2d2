# shellcheck shell=dash
# What a switchover has to know of a PostgreSQL once it no longer answers, even if the run that began it is gone. One file per port, which
# is removed at the end; one fact per line, of which the last one counts.

NOTES=$STATE/switchover

# note_get PORT KEY: prints the value; nothing where there is none.
note_get() { sed -n "s/^$2=//p" "$NOTES/$1" 2>/dev/null | tail -n 1; }

# note_put PORT KEY VALUE
note_put() { printf '%s=%s\n' "$2" "$3" >>"$NOTES/$1"; }

# note_of PORT: reports the note, with the seconds since PostgreSQL was stopped.
note_of() {
  local note_key note_value
  for note_key in from to address; do
    note_value=$(note_get "$1" "$note_key")
    if [ -n "$note_value" ]; then record "noted_$note_key" "$note_value"; fi
  done
  note_value=$(note_get "$1" stopped)
  if [ -n "$note_value" ]; then record noted_stopped "$(($(date +%s) - note_value))"; fi
  if repmgr_at_work "$1"; then record noted_busy yes; fi
}

# note_lock: takes the lock, so that a run cannot promote while another one goes back.
note_lock() {
  install -d -m 700 "$NOTES"
  exec 9>"$NOTES/.lock"
  flock -w 90 9 || fail "another switchover is at work here" "wait for its end"
}

# remember PORT KEY VALUE...: writes a new note in place of an older one.
remember() (
  remember_port=$1
  shift
  note_lock
  umask 077
  : >"$NOTES/$remember_port.new"
  while [ $# -gt 0 ]; do
    printf '%s=%s\n' "$1" "$2" >>"$NOTES/$remember_port.new"
    shift 2
  done
  mv "$NOTES/$remember_port.new" "$NOTES/$remember_port"
  sync "$NOTES/$remember_port" "$NOTES"
)

# resume PORT RUN: this run continues in place of another one, which may no longer promote.
resume() (
  note_lock
  [ -f "$NOTES/$1" ] || fail "there is no switchover to go on with" "see make status"
  note_put "$1" run "$2"
)

# forget PORT
forget() (
  note_lock
  rm -f "$NOTES/$1" "$NOTES/$1".*
  rm -f "$NOTES/.lock"
  rmdir "$NOTES" 2>/dev/null || true
)
