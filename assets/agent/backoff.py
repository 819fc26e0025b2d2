"""Describes why the agent cannot reach PostgreSQL, and says how long to wait before the next attempt."""
import scripts
import wire

# Seconds between logins that fail for a reason that only a person can remove: each one writes a line into PostgreSQL's log.
MAX_PAUSE = 5.0
# Seconds between logins to a server that does not prove to be PostgreSQL: each one costs the agent time.
STRANGER_PAUSE = 1.0
# SQLSTATE too_many_connections.
FULL = "53300"


def needs_a_person(error):
    """A wrong password, no line in pg_hba.conf, or no such database or role."""
    return isinstance(error, scripts.LoginError) or getattr(error, "code", "")[:2] in ("28", "3D")


def max_pause(error, interval):
    if needs_a_person(error):
        return MAX_PAUSE
    known = isinstance(error, (OSError, wire.ServerError))
    return interval if known else max(interval, STRANGER_PAUSE)


def describe(error):
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower() if error.errno else str(error)
    if isinstance(error, (wire.ServerError, wire.ProtocolError, scripts.LoginError)):
        return str(error)
    return "the answer is not PostgreSQL's (%s)" % type(error).__name__
