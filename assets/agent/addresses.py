"""Where PostgreSQL can be reached, found without ever blocking the event loop."""
import socket

# Names that were looked up, host -> addresses. A look-up can take seconds, so a thread does it.
known = {}
busy = set()


def of(host, port):
    """[(family, address)] to try in this order; empty while a name has not been looked up yet.

    A host that begins with / is the folder of PostgreSQL's Unix socket, as in libpq.
    """
    if host.startswith("/"):
        return [(socket.AF_UNIX, "%s/.s.PGSQL.%d" % (host.rstrip("/"), port))]
    if host == "localhost":
        return [(socket.AF_INET, ("127.0.0.1", port)), (socket.AF_INET6, ("::1", port))]
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return [(family, (host, port))]
    look_up(host)
    return [(family, (address, port)) for family, address in known.get(host, [])]


def look_up(host):
    """Starts a look-up in the background; at most one at a time for a name."""
    import threading

    if host not in busy:
        busy.add(host)
        threading.Thread(target=resolve, args=(host,), daemon=True).start()


def resolve(host):
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        known[host] = [(family, address[0]) for family, _, _, _, address in found]
    except OSError:
        pass
    finally:
        busy.discard(host)
