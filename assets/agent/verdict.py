"""What each path answers, which is what HAProxy is told. Does no input or output."""
import config
import state

# Paths that answer 200 only for a primary that may be used.
WRITERS = ("/", "/primary")
PATHS = WRITERS + ("/replica", "/livez", "/metrics", "/claim")


def decide(path, query, known, max_lag, held_back=""):
    """(status code, reason). The reason of a 503 is for people; HAProxy looks at the code alone.

    `held_back` says why a primary may not be used, if it may not.
    """
    if path not in PATHS:
        return 404, "no such path"
    if path in ("/livez", "/metrics", "/claim"):
        return 200, "alive"
    if known.role not in state.ANSWERING:
        return 503, state.describe(known)
    if path == "/replica":
        return replica(query, known, max_lag)
    if known.role == state.PRIMARY and held_back:
        return 503, "primary, held back: %s" % held_back
    return (200 if known.role == state.PRIMARY else 503), known.role


def replica(query, known, max_lag):
    asked = [pair[4:] for pair in query.split("&") if pair.startswith("lag=")]
    if asked:
        max_lag = config.size(asked[-1])
        if max_lag is None:
            return 400, "lag must be a size such as 1048576 or 16MB"
    if known.role != state.STANDBY:
        return 503, known.role
    if not known.streaming:
        return 503, "standby, but no WAL receiver is connected"
    if max_lag is not None and (known.lag is None or known.lag > max_lag):
        return 503, "standby, but %s bytes behind" % ("unknown" if known.lag is None else known.lag)
    return 200, known.role
