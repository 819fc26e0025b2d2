# shellcheck shell=dash
# Promotes the standby when it has everything that the old primary wrote, and not before.

# promote PORT USER RUN SYSTEM TIMELINE CHECKPOINT SECONDS
promote() (
  trap '' HUP PIPE
  look_for_psql
  note_lock
  promote_port=$1 promote_user=$2 promote_run=$3 promote_system=$4 promote_timeline=$5 promote_end=$6 promote_until=$(($(date +%s) + $7))
  [ "$(note_get "$promote_port" run)" = "$promote_run" ] || fail "another run has taken over, or gone back" "see make status"
  [ "$(note_get "$promote_port" timeline)" = "$promote_timeline" ] ||
    fail "this standby was on timeline $(note_get "$promote_port" timeline), the primary on $promote_timeline" "go back to the old primary: the same command with its name"
  while :; do
    promote_is=$(replayed "$promote_system" "$promote_end" | psql_here "$promote_port" "$promote_user" 5 10 2>&1) || promote_is="no $promote_is"
    case "$promote_is" in
      primary)
        record promoted
        exit 0
        ;;
      yes) break ;;
      other) fail "this standby belongs to another cluster" "go back to the old primary: the same command with its name" ;;
    esac
    if [ "$(date +%s)" -ge "$promote_until" ]; then
      record behind "${promote_is#no }"
      exit 0
    fi
    sleep 0.05
  done
  promote_said=$(echo 'SELECT pg_promote(true, 60)' | psql_here "$promote_port" "$promote_user" 10 70 2>&1) || true
  [ "$promote_said" = t ] || fail "PostgreSQL does not promote it: $promote_said" "see its log; run this again"
  record promoted
)

# replayed SYSTEM LSN: a record that begins at LSN has been replayed when what was replayed ends behind it.
replayed() {
  cat <<END
SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'primary'
  WHEN (SELECT system_identifier::text FROM pg_control_system()) <> '$1' THEN 'other'
  WHEN pg_last_wal_replay_lsn() > '$2' THEN 'yes' ELSE 'no ' || coalesce(pg_last_wal_replay_lsn()::text, 'nothing') END
END
}

# release PORT USER: from here on no run can promote this standby. Fails if it is already promoted.
release() (
  look_for_psql
  note_lock
  is_in_recovery t "$1" "$2" "see make status; do not start the old primary before it is known to be a standby"
  rm -f "$NOTES/$1"
)

# spare PORT USER: from here on no run can stop this primary. Fails if it is already stopped.
spare() (
  look_for_psql
  note_lock
  is_in_recovery f "$1" "$2" "run this again"
  rm -f "$NOTES/$1"
)

# is_in_recovery t|f PORT USER REMEDY
is_in_recovery() {
  local recovery_is
  recovery_is=$(echo 'SELECT pg_is_in_recovery()' | psql_here "$2" "$3" 5 10 2>&1) || true
  [ "$recovery_is" = "$1" ] || fail "PostgreSQL is not as it was a moment ago: $recovery_is" "$4"
}
