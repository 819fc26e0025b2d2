"""What the guard asks PostgreSQL: role, system, timeline and position in the WAL. Any role may ask that."""
import collections
import re

import state

Reading = collections.namedtuple("Reading", "role why streaming lag system timeline lsn")

# In a promotion the control file has the old timeline until its first checkpoint; the name of the current WAL file has the new
# one at once. On a standby that function is an error.
SQL = """SELECT recovering, current_setting('transaction_read_only'),
(SELECT system_identifier FROM pg_control_system()),
CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())::text
  ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END
FROM (SELECT pg_is_in_recovery() AS recovering) AS one"""
LSN = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}\Z")


def from_row(row):
    """Raises ValueError when the row is none that PostgreSQL gives for SQL."""
    recovering, read_only, system, timeline, lsn = row
    role = state.from_row((recovering, read_only, "f", None)).role
    if role == state.UNAVAILABLE:
        return Reading(role, "the probe's answer makes no sense", False, None, 0, 0, "")
    # Promoted between two columns of one answer: the next one, 0.1 s later, is of one piece.
    hexadecimal = len(timeline) == 8
    number = int(timeline, 16 if hexadecimal else 10)
    if not 0 < number < 1 << 32 or not re.match(r"[0-9]{1,20}\Z", system) or not LSN.match(lsn or "0/0"):
        raise ValueError("no timeline, system or position")
    return Reading(role, "", False, None, int(system), number, lsn or "0/0")
