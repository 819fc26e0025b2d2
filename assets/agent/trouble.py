"""What kept the agent from PostgreSQL, in words, and how long it waits before the next try."""
import scripts
import wire

# Seconds between logins that fail for a reason that only a person removes: each costs PostgreSQL a line in its log.
LONGEST_PAUSE = 5.0
# Between logins to somebody who does not prove to be PostgreSQL: he costs the agent time.
STRANGER_PAUSE = 1.0
# SQLSTATE too_many_connections.
FULL = "53300"


def needs_a_person(error):
    """Wrong password, no line in pg_hba.conf, no such database or role."""
    return isinstance(error, scripts.LoginError) or getattr(error, "code", "")[:2] in ("28", "3D")


def longest_pause(error, interval):
    if needs_a_person(error):
        return LONGEST_PAUSE
    known = isinstance(error, (OSError, wire.ServerError))
    return interval if known else max(interval, STRANGER_PAUSE)


def words(error):
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower() if error.errno else str(error)
    if isinstance(error, (wire.ServerError, wire.ProtocolError, scripts.LoginError)):
        return str(error)
    return "the answer is not PostgreSQL's (%s)" % type(error).__name__
