# shellcheck shell=dash
# Reads the state of a PostgreSQL, and what runs it. It only reads, and judges nothing.

# fail WHAT REMEDY
fail() {
  printf '%s. What to do: %s\n' "$1" "$2" >&2
  exit 1
}

# instance PORT USER
instance() {
  local said
  look_for_psql
  said=$(instance_sql | psql_here "$1" "$2" 5 10 2>&1) || {
    record error "$(printf '%s\n' "$said" | psql_words)"
    instance_data=$(note_get "$1" data)
    if [ -n "$instance_data" ]; then remembered "$1"; fi
    patroni_here
    return 0
  }
  printf '%s\n' "$said" | while IFS='|' read -r key value; do record "$key" "$value"; done
  note_of "$1"
  record addresses "$(ip -o address | awk '{ sub(/\/.*/, "", $4); printf "%s ", $4 }')"
  run_by "$(printf '%s\n' "$said" | sed -n 's/^data|//p')" "$2"
}

# remembered PORT: reports on a PostgreSQL that does not answer, from the switchover's note.
remembered() {
  record data "$instance_data"
  if alive "$instance_data"; then record alive yes; else record alive no; fi
  record control "$(control "$1" 'Database cluster state')"
  repmgr_here "$instance_data" "$(note_get "$1" bin)"
  note_of "$1"
}

# alive DATA: succeeds if a postmaster uses the folder. After a crash its file names no process, or another one.
alive() {
  local pid
  pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) || return 1
  [ "$(link_of "$(stat -c %U "$1")" "/proc/$pid/cwd" 2>/dev/null)" = "$(cd "$1" && pwd -P)" ]
}

# link_of USER LINK: prints the target of a link of that user's process. The user may read it where root in a container may not.
link_of() { (cd / && runuser -u "$1" -- readlink "$2"); }

# control PORT FIELD: prints a field of the control file, by the pg_controldata of its own version.
control() { as_owner "$1" "$(note_get "$1" bin)/pg_controldata" -D "$(note_get "$1" data)" | sed -n "s/^$2: *//p"; }

# as_owner PORT COMMAND...: runs it as the user of that PostgreSQL, who owns its folder and possibly its programs.
as_owner() {
  local owner_user
  owner_user=$(note_get "$1" user)
  shift
  (cd / && runuser -u "$owner_user" -- "$@")
}

# run_by DATA USER: reports the programs and the service of the postmaster there, and other programs that manage it. The file that names the
# process belongs to that user, so the process has to be that user's too.
run_by() {
  local pid run_unit bin main
  pid=$(head -n 1 "$1/postmaster.pid")
  [ "$(stat -c %U "/proc/$pid")" = "$2" ] || fail "$1/postmaster.pid names a process of another user than $2" "see who wrote it"
  run_unit=$(unit_of "$pid")
  bin=$(link_of "$2" "/proc/$pid/exe")
  record bin "${bin%/*}"
  record unit "$run_unit"
  main=
  if [ -n "$run_unit" ]; then main=$(systemctl show -p MainPID --value "$run_unit"); fi
  case "$main" in
    '' | 0 | "$pid") ;;
    *) record main "$(tr '\0' ' ' <"/proc/$main/cmdline")" ;;
  esac
  patroni_here
  repmgr_here "$1" "${bin%/*}"
}

# unit_of PID: prints the service that it belongs to; nothing for a process that was started by hand.
unit_of() { sed 's/.*://' "$ROOT/proc/$1/cgroup" | tr / '\n' | grep '\.service$' | tail -n 1 || true; }

# patroni_here: reports each running Patroni, its configuration and its user.
patroni_here() {
  local line patroni_config
  grep -ls patroni /proc/[0-9]*/cmdline | while read -r line; do
    patroni_config=$(tr '\0' '\n' <"$line" | awk '
      found { print; exit }
      NR < 3 && /(^|\/)patroni(\.py)?$/ { found = 1 }')
    if [ -n "$patroni_config" ]; then record patroni "$patroni_config" "$(stat -c %U "${line%/*}")"; fi
  done
}

# repmgr_here DATA BIN: reports the configuration of the repmgr that manages this PostgreSQL, and its program.
repmgr_here() {
  local program conninfo
  for repmgr_file in "$ROOT"/etc/repmgr.conf "$ROOT"/etc/repmgr/*.conf "$ROOT"/etc/repmgr/*/*.conf; do
    if [ ! -f "$repmgr_file" ]; then continue; fi
    if [ "$(repmgr_says "$repmgr_file" data_directory)" != "$1" ]; then continue; fi
    program=$2/repmgr
    if [ ! -x "$program" ]; then program=$(command -v repmgr); fi
    record repmgr "$repmgr_file" "$program"
    conninfo=$(repmgr_says "$repmgr_file" conninfo)
    case "$conninfo" in '' | *password*) ;; *) record repmgr_conninfo "$conninfo" ;; esac
    return 0
  done
}

# repmgr_says FILE KEY
repmgr_says() { sed -n "s/^[[:space:]]*$2[[:space:]]*=[[:space:]]*'\{0,1\}\([^'#]*[^'#[:space:]]\).*/\1/p" "$1" | tail -n 1; }

# A row `streams` is a client that streams from it: address, lag in bytes, state, name.
instance_sql() {
  cat <<'END'
SET log_statement = 'none'; SET log_min_duration_statement = -1; SET statement_timeout = '8s';
WITH here AS (SELECT pg_is_in_recovery() AS standby)
SELECT key, value FROM here, LATERAL (VALUES
  ('role', CASE WHEN standby THEN 'standby' ELSE 'primary' END),
  ('version', current_setting('server_version_num')),
  ('system', (SELECT system_identifier::text FROM pg_control_system())),
  ('timeline', CASE WHEN standby THEN (SELECT coalesce((SELECT received_tli FROM pg_stat_wal_receiver), timeline_id)::text FROM pg_control_checkpoint())
    ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int::text END),
  ('position', CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text),
  ('data', current_setting('data_directory')),
  ('receiver', (SELECT status FROM pg_stat_wal_receiver)),
  ('paused', CASE WHEN standby THEN pg_is_wal_replay_paused()::text END),
  ('delay', current_setting('recovery_min_apply_delay', true)),
  ('slot', nullif(current_setting('primary_slot_name', true), '')),
  ('wal_level', current_setting('wal_level')),
  ('limits', (SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN ('max_connections',
    'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction')))
) AS told (key, value) WHERE value IS NOT NULL
UNION ALL SELECT 'streams', concat_ws('|', coalesce(host(client_addr), 'local'),
  CASE WHEN NOT standby THEN pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint END, state, application_name)
  FROM pg_stat_replication, here WHERE state IN ('streaming', 'catchup');
END
}
