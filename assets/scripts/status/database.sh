# shellcheck shell=dash
# PostgreSQL: queried as its own superuser over the local socket, in one session, and as the role of the health checks, through HAProxies
# and on other nodes.

need psql login managed

# database NAME PORT
database() {
  look_for_psql
  if [ -z "$PSQL" ]; then
    record database "$1" error "psql is not installed here"
    return 0
  fi
  database_said=$(database_sql | psql_here "$2" postgres 4 6 2>&1) || {
    database_said=$(printf '%s\n' "$database_said" | psql_words)
    record database "$1" error "${database_said:-no answer within 6 s}"
    return 0
  }
  printf '%s\n' "$database_said" | while IFS='|' read -r key value; do record database "$1" "$key" "$value"; done
  hba "$1" "$(printf '%s\n' "$database_said" | sed -n 's/^hba_file|//p')"
}

# A standby's lag is computed from what it has received from its primary, so that both positions are of the same moment. With nothing left
# to replay the lag is 0, however long ago the last transaction was.
database_sql() {
  cat <<'END'
SET log_statement = 'none'; SET log_min_duration_statement = -1; SET statement_timeout = '3s';
WITH here AS (SELECT pg_is_in_recovery() AS standby, (SELECT status FROM pg_stat_wal_receiver) AS receiver,
    (SELECT latest_end_lsn FROM pg_stat_wal_receiver) AS heard, (SELECT received_tli FROM pg_stat_wal_receiver) AS tli),
  wal AS (SELECT *, CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS at,
    CASE WHEN standby THEN greatest(heard, pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) END AS known,
    CASE WHEN standby THEN coalesce(tli, (SELECT timeline_id FROM pg_control_checkpoint()))
      ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END AS timeline FROM here)
SELECT key, value FROM wal, LATERAL (VALUES
  ('role', CASE WHEN standby THEN 'standby' ELSE 'primary' END),
  ('version', current_setting('server_version')),
  ('system', (SELECT system_identifier::text FROM pg_control_system())),
  ('timeline', timeline::text),
  ('position', pg_wal_lsn_diff(at, '0/0')::text),
  ('receiver', receiver),
  ('lag_bytes', pg_wal_lsn_diff(known, at)::text),
  ('lag_seconds', CASE WHEN known <= at THEN '0'
    ELSE round(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::numeric, 1)::text END),
  ('standbys', CASE WHEN NOT standby THEN (SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming')::text END),
  ('read_only', CASE WHEN NOT standby THEN current_setting('default_transaction_read_only') END),
  ('promoted', CASE WHEN NOT standby THEN (SELECT round(extract(epoch FROM clock_timestamp() - modification)::numeric)::text
    FROM pg_ls_waldir() WHERE name = lpad(upper(to_hex(timeline)), 8, '0') || '.history') END),
  ('started', round(extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::numeric)::text),
  ('sessions', (SELECT count(*)::text FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())),
  ('limit', current_setting('max_connections')),
  ('hba_file', current_setting('hba_file')),
  ('hba_read', (SELECT (modification <= pg_conf_load_time())::text FROM pg_stat_file(current_setting('hba_file'))))
) AS told (key, value) WHERE value IS NOT NULL;
END
}

# hba DATABASE FILE: reports whether our block is in the file that PostgreSQL reads, whether another line there names the role, and which
# other program writes the file, according to the file's own comments.
hba() {
  local block lines
  if [ ! -f "$2" ] || [ ! -r "$STATE/database/pgpass" ]; then return 0; fi
  block=gone lines=no
  if grep -q '^# BEGIN n2acd-ha' "$2"; then block=there; fi
  if grep -v '^[[:space:]]*#' "$2" | grep -qw "$(health_role)"; then lines=yes; fi
  hba_owner=$(managed_by "$2")
  record database "$1" hba_block "$block"
  record database "$1" hba_lines "$lines"
  record database "$1" hba_owner "$hba_owner"
}

# through LISTEN PORT: reports which PostgreSQL a client of this HAProxy reaches. Logs in as the role of the health checks, whose password
# is here in a file for root.
through() {
  local said
  if [ ! -r "$STATE/database/pgpass" ]; then return 0; fi
  look_for_psql
  said=$(N2ACD_CONNECT_TIMEOUT=4 N2ACD_ANSWER_TIMEOUT=6 ask_as_role 127.0.0.1 "$2" \
    'SELECT pg_is_in_recovery(), inet_server_addr()') || {
    said=$(printf '%s\n' "$said" | psql_words)
    record through "$1" '' '' "${said:-no answer within 6 s}"
    return 0
  }
  record through "$1" "${said%%|*}" "${said#*|}"
}

# logs_in SECTION NODE ADDRESS PORT: reports whether the role of the health checks can log in there, and to a standby or not.
logs_in() {
  local logs_in_said
  if [ ! -r "$STATE/database/pgpass" ]; then
    record path postgresql "$1" "$2" "$3" '' "the password of the role is not here"
    return 0
  fi
  look_for_psql
  if [ -z "$PSQL" ]; then
    record path postgresql "$1" "$2" "$3" '' "psql is not installed here"
    return 0
  fi
  logs_in_said=$(N2ACD_CONNECT_TIMEOUT=4 N2ACD_ANSWER_TIMEOUT=6 ask_as_role "$3" "$4" 'SELECT pg_is_in_recovery()') || {
    logs_in_said=$(printf '%s\n' "$logs_in_said" | psql_words)
    record path postgresql "$1" "$2" "$3" '' "${logs_in_said:-no answer within 6 s}"
    return 0
  }
  record path postgresql "$1" "$2" "$3" "$logs_in_said" ''
}
