# shellcheck shell=sh
# PostgreSQL, asked as its own superuser over the local socket. SQL goes in on stdin, never as an argument.

# find_psql: the client may be outside PATH, as PGDG's is.
find_psql() {
  PSQL=$(command -v psql || true)
  if [ -n "$PSQL" ]; then return 0; fi
  for psql_try in "$ROOT"/usr/pgsql-*/bin/psql "$ROOT"/usr/lib/postgresql/*/bin/psql "$ROOT"/usr/local/pgsql/bin/psql; do
    if [ -x "$psql_try" ]; then PSQL=$psql_try; fi
  done
  [ -n "$PSQL" ] || fail "psql is not installed here" "install PostgreSQL's client programs on this node"
}

# What every session begins with: nothing that it says reaches a log, a statistics view or an audit trail, since the
# statements of some carry a verifier. Settings that this server does not know are passed over.
sql_hush() {
  cat <<'END'
SET track_activities = off;
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_duration = off;
SET log_min_error_statement = 'panic';
SET standard_conforming_strings = on;
SET synchronous_commit = local;
\o /dev/null
SELECT set_config(name, quiet.value, false) FROM pg_settings JOIN (VALUES
  ('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'), ('debug_print_parse', 'off'),
  ('debug_print_rewritten', 'off'), ('debug_print_plan', 'off'), ('auto_explain.log_min_duration', '-1'),
  ('pg_stat_statements.track_utility', 'off'), ('pgaudit.log', 'none')) AS quiet (name, value) USING (name);
\o
END
}

# sql PORT < SQL: rows on stdout. When it fails, sql_error says what PostgreSQL said.
sql() {
  # Where neither the client's default folder nor Debian's holds the socket, the server was built with /tmp.
  sql_at=
  if [ ! -S "/var/run/postgresql/.s.PGSQL.$1" ] && [ -S "/tmp/.s.PGSQL.$1" ]; then sql_at=/tmp; fi
  { sql_hush && cat; } | (
    cd / && unset PGHOST PGPORT PGUSER PGDATABASE PGSERVICE PGOPTIONS PGPASSFILE
    PGCONNECT_TIMEOUT=10 timeout -k 5 40 runuser -u "$(arg postgres_user postgres)" -- \
      "$PSQL" -X -q -A -t -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse ${sql_at:+-h "$sql_at"} -p "$1" -d postgres
  ) 2>"$STATE/.sql-error"
}

sql_error() {
  sed -n -e 's/^psql:<stdin>:[0-9]*: *//' -e '/./p' "$STATE/.sql-error" | tail -n 1 | tr -d '\n'
  rm -f "$STATE/.sql-error"
}

# ask PORT SQL: one value, or the end of the step.
ask() {
  printf '%s\n' "$2" | sql "$1" ||
    fail "PostgreSQL on port $1 does not answer its superuser: $(sql_error)" \
      "see that it runs and that pg_hba.conf lets the operating system's user $(arg postgres_user postgres) in (peer)"
}

# in_recovery PORT: t on a standby, f on a primary.
in_recovery() { ask "$1" 'SELECT pg_is_in_recovery();'; }
