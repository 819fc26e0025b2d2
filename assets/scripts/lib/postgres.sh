# shellcheck shell=dash
# PostgreSQL, asked as its own superuser over the local socket. SQL goes in on stdin, never as an argument.

need psql

find_psql() {
  look_for_psql
  [ -n "$PSQL" ] || fail "psql is not installed here" "install PostgreSQL's client programs on this node"
}

# The statements at the beginning of every session: they keep its SQL out of logs, statistics views and audit trails, because some
# statements carry a verifier. Settings that this server does not know are skipped.
SQL_HUSH="SET track_activities = off;
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
\o"

sql_hush() { printf '%s\n' "$SQL_HUSH"; }

# sql PORT < SQL: prints the rows on stdout. When it fails, sql_error prints PostgreSQL's error.
sql() { sql_plainly "$1" 2>"$STATE/.sql-error"; }

sql_plainly() { { sql_hush && cat; } | psql_here "$1" "$(arg postgres_user postgres)" 10 40; }

sql_error() {
  psql_words <"$STATE/.sql-error"
  rm -f "$STATE/.sql-error"
}

# ask PORT SQL: prints one value, or ends the step.
ask() {
  if printf '%s\n' "$2" | sql "$1"; then return 0; fi
  ask_refused "$1" "$(sql_error)"
}

# ask_refused PORT WORDS
ask_refused() {
  local ask_words ask_user ask_remedy
  ask_words=$2
  ask_user=$(arg postgres_user postgres)
  case "$ask_words" in
    *requirepeer*)
      ask_remedy="a program of another user has PostgreSQL's socket: see with 'ss -xlp' which one, end it and start PostgreSQL; \
or set the user that PostgreSQL runs as"
      ;;
    *'refused'* | *'No such file'* | *'Is the server running'*)
      ask_remedy="start PostgreSQL, and see that it has this port ('ss -xl' shows its socket, of the user $ask_user)"
      ;;
    *)
      ask_remedy="see that it runs and that pg_hba.conf lets the operating system's user $ask_user in (peer)"
      ;;
  esac
  fail "PostgreSQL on port $1 does not answer its superuser: $ask_words" "$ask_remedy"
}

# in_recovery PORT: t on a standby, f on a primary.
in_recovery() { ask "$1" 'SELECT pg_is_in_recovery();'; }
