"""Finds the addresses of a machine without ever blocking the event loop."""
import socket

from resolver import names


def of(host, port):
    """All addresses, as [(family, address)]; an empty list while a name has not been looked up yet.

    A host that begins with / is the folder of PostgreSQL's Unix socket, as in libpq.
    """
    if host.startswith("/"):
        return [(socket.AF_UNIX, "%s/.s.PGSQL.%d" % (host.rstrip("/"), port))]
    if host == "localhost":
        return [(socket.AF_INET, ("127.0.0.1", port)), (socket.AF_INET6, ("::1", port))]
    family = family_of(host)
    found = [(family, host)] if family else names.addresses(host)
    return [(family, (address, port)) for family, address in found]


def family_of(host):
    """The family of a literal address; None for a name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
            return family
        except (OSError, ValueError):
            continue
    return None
