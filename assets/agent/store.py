"""Descriptors that outlive the agent, in systemd's keeping: it has a copy of each and gives it to the next process.

The sockets that it listens on stay bound meanwhile, so nobody else can take the port, and checks wait in place of being
refused. The sessions with PostgreSQL stay open, so no restart needs a connection that may not be free.
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
        """What this configuration has no use for. It must not be in the way either, of a socket on the same port."""
        for name in [name for name in self.found if name.startswith(beginning)]:
            self.drop(name)
            for one in self.found.pop(name):
                end(one)


def number(text):
    return int(text) if re.match(r"[0-9]{1,4}\Z", text) else 0


def adopt(fd):
    """The socket of a descriptor; Python 3.6 has to be told of which family it is."""
    os.set_inheritable(fd, False)
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fd)
    family = probe.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN)
    one = socket.socket(family, socket.SOCK_STREAM, 0, probe.detach())
    one.setblocking(False)
    return one


def end(one):
    """Also for systemd's copy, which it lets go once it sees that."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()


def name_of(kind, port, detail):
    """A name that systemd takes: no colon, at most 255 letters."""
    return "%s-%d-%s" % (kind, port, re.sub(r"[^A-Za-z0-9.]", "_", detail)[:200])
