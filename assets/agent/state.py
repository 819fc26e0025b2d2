"""The state of one PostgreSQL instance, and the query that reads it."""
import collections
import re

PRIMARY, READ_ONLY, STANDBY = "primary", "read-only", "standby"
# UNKNOWN: no probe has finished yet. UNAVAILABLE: the last probe had no valid answer.
UNKNOWN, UNAVAILABLE = "unknown", "unavailable"
ROLES = (PRIMARY, READ_ONLY, STANDBY, UNAVAILABLE, UNKNOWN)
ANSWERING = (PRIMARY, READ_ONLY, STANDBY)

# `why` says what is wrong. `streaming`: a WAL receiver is connected. `lag`: bytes of WAL not yet replayed.
State = collections.namedtuple("State", "role why streaming lag")

# One round trip. Only a member of pg_read_all_stats sees how many bytes are still on the primary; without that, the lag
# counts from what the standby has received. On a primary, transaction_read_only is default_transaction_read_only.
SQL = """SELECT pg_is_in_recovery(), current_setting('transaction_read_only'), receiver.pid IS NOT NULL,
CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(
  greatest(receiver.latest_end_lsn, pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()),
  pg_last_wal_replay_lsn())::int8 END
FROM (SELECT) AS one LEFT JOIN pg_stat_wal_receiver AS receiver ON true"""


def nothing_known():
    return State(UNKNOWN, "no probe has finished yet", False, None)


def unavailable(why):
    return State(UNAVAILABLE, why, False, None)


def from_row(row):
    """Raises ValueError if PostgreSQL cannot have given this row for SQL."""
    recovery, read_only, streaming, lag = row
    if (streaming not in ("t", "f") or read_only not in ("on", "off")) and recovery in ("t", "f"):
        raise ValueError("neither true nor false")
    if recovery == "t":
        return State(STANDBY, "", streaming == "t", bytes_of(lag))
    if recovery == "f":
        return State(PRIMARY if read_only == "off" else READ_ONLY, "", False, None)
    return unavailable("the probe's answer makes no sense")


def bytes_of(text):
    """A bigint of PostgreSQL, or None for NULL. The form is checked, because int() accepts others as well."""
    if text is None:
        return None
    if not re.match(r"-?[0-9]{1,19}\Z", text):
        raise ValueError("not a number of bytes")
    return int(text)


def describe(state):
    return "%s (%s)" % (state.role, state.why) if state.why else state.role
