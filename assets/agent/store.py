"""Sockets that outlive the agent: systemd holds a copy of each, and passes it to the next process.

The sockets on which the agent listens stay bound meanwhile, so no other program can take the port, and checks wait instead of being
refused. The sessions with PostgreSQL stay open, so a restart needs no new connection, for which there may be no room.
"""
import os
import re
import socket

FIRST = 3


class Store:
    def __init__(self, notifier, environment=os.environ):
        self.notifier = notifier
        self.found = {}
        if environment.get("LISTEN_PID") != str(os.getpid()):
            return
        names = environment.get("LISTEN_FDNAMES", "").split(":")
        for fd, name in enumerate(names[: number(environment.get("LISTEN_FDS", ""))], FIRST):
            try:
                self.found.setdefault(name, []).append(adopt(fd))
            except OSError:
                continue

    def take(self, name):
        """The sockets that were kept under this name."""
        return self.found.pop(name, [])

    def keep(self, name, one):
        self.notifier.send("FDSTORE=1", "FDNAME=" + name, descriptor=one.fileno())

    def drop(self, name):
        self.notifier.send("FDSTOREREMOVE=1", "FDNAME=" + name)

    def drop_rest(self, beginning=""):
        """Drops the sockets that this configuration does not use, so that they do not block the same port."""
        for name in [name for name in self.found if name.startswith(beginning)]:
            self.drop(name)
            for one in self.found.pop(name):
                end(one)


def number(text):
    return int(text) if re.match(r"[0-9]{1,4}\Z", text) else 0


def adopt(fd):
    """The socket of a descriptor. Python 3.6 does not find out its address family by itself."""
    os.set_inheritable(fd, False)
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fd)
    family = probe.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN)
    one = socket.socket(family, socket.SOCK_STREAM, 0, probe.detach())
    one.setblocking(False)
    return one


def end(one):
    """Closes the socket, and thereby systemd's copy: systemd drops a socket that has been shut down."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()


def name_of(kind, port, detail):
    """A name that systemd accepts: no colon, at most 255 characters."""
    return "%s-%d-%s" % (kind, port, re.sub(r"[^A-Za-z0-9.]", "_", detail)[:200])
