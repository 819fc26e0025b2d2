"""What the guard asks PostgreSQL: role, system, timeline and position in the WAL. Any role may ask that."""
import collections
import re

import state

# `limit`: seconds after which PostgreSQL, as configured, cuts a statement off or writes it into its log; None where it does not.
Reading = collections.namedtuple("Reading", "role why streaming lag system timeline lsn limit")

# PostgreSQL waits before it answers: for $3 looks, $2 seconds apart, or until it is no longer in recovery, or in recovery, as $1 says. That is
# cheaper than ten queries a second. Its snapshot holds up no vacuum of other databases: it belongs to the database that the check logs in to.
# A transaction that began in recovery stays read-only, so only the default tells whether the next one will be read-only as well.
# In a promotion the control file has the old timeline until its first checkpoint; the name of the current WAL file has the new
# one at once. On a standby that function is an error, so there the timeline is that of the last restartpoint.
SQL = """SELECT recovering, current_setting('default_transaction_read_only'),
(SELECT system_identifier FROM pg_control_system()),
CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())::text
  ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
(SELECT min(CASE WHEN value ~ '^[1-9][0-9]*(ms|s|min|h|d)$' THEN extract(epoch FROM value::interval) END)
  FROM (SELECT current_setting(name, true) AS value FROM unnest(ARRAY['statement_timeout', 'transaction_timeout',
    'log_min_duration_statement', 'log_min_duration_sample', 'auto_explain.log_min_duration']) AS name) AS settings)
FROM (SELECT pg_is_in_recovery() AS recovering FROM (SELECT count(*) AS changes
  FROM (SELECT FROM generate_series(0, 10) AS look WHERE CASE WHEN look > $3 THEN false
    WHEN look > 0 AND pg_sleep($2) IS NULL THEN false ELSE pg_is_in_recovery() IS DISTINCT FROM $1 END LIMIT 1) AS change) AS waited
  WHERE changes >= 0) AS one"""
LSN = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}\Z")


def from_row(row):
    """Raises ValueError when the row is none that PostgreSQL gives for SQL."""
    recovering, read_only, system, timeline, lsn, limit = row
    role = state.from_row((recovering, read_only, "f", None)).role
    if role == state.UNAVAILABLE:
        return Reading(role, "the probe's answer makes no sense", False, None, 0, 0, "", None)
    # A promotion may fall between two columns of one row: the next row, 0.1 s later, is consistent.
    hexadecimal = len(timeline) == 8
    number = int(timeline, 16 if hexadecimal else 10)
    if not 0 < number < 1 << 32 or not re.match(r"[0-9]{1,20}\Z", system) or not LSN.match(lsn or "0/0"):
        raise ValueError("no timeline, system or position")
    return Reading(role, "", False, None, int(system), number, lsn or "0/0", float(limit) if limit else None)
