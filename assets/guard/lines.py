"""Connections on which lines of text are exchanged: with other guards, and with HAProxy."""
import collections
import select
import socket
import struct

READ, WRITE = select.EPOLLIN, select.EPOLLOUT
# Bytes of one line.
MAX_BYTES = 8192
# With this option, close() resets the connection, so the other side learns of it at once.
ABORT = struct.pack("ii", 1, 0)


class Lines:
    """Accepts connections. `received(connection, line)` is called with each line. A connection that is silent for `timeout` seconds is closed,
    and so is the oldest one when there are more than `max_connections`.
    """

    def __init__(self, loop, received, max_connections, timeout):
        self.loop, self.received, self.max_connections, self.timeout = loop, received, max_connections, timeout
        self.open = collections.OrderedDict()

    def accept(self, taken, _port):
        if len(self.open) >= self.max_connections:
            next(iter(self.open.values())).abort()
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = Connection(self.loop, taken, self.received, lambda: self.open.pop(one, None))
        self.open[one] = one
        # The question usually arrives together with the connection.
        one.read(READ)

    def sweep(self):
        """To be called a few times a second."""
        limit = self.loop.now() - self.timeout
        for one in [one for one in self.open if one.at < limit]:
            one.abort()


class Connection:
    """`ended()` is called once, whichever side closes the connection."""

    def __init__(self, loop, taken, received, ended):
        self.loop, self.socket, self.received, self.ended = loop, taken, received, ended
        self.inbox = b""
        self.at = loop.now()
        # Free for use by the owner of the connection.
        self.note = None
        loop.watch(taken.fileno(), READ, self.read)

    def read(self, _):
        try:
            data = self.socket.recv(MAX_BYTES)
        except BlockingIOError:
            return
        except OSError:
            return self.close()
        if not data:
            return self.close()
        self.at = self.loop.now()
        self.inbox += data
        while b"\n" in self.inbox and self.socket:
            line, _, self.inbox = self.inbox.partition(b"\n")
            self.received(self, line.decode("ascii", "replace").strip())
        if len(self.inbox) > MAX_BYTES:
            self.abort()

    def send(self, line):
        """Lines are short, and each one is answered. One that does not fit into the buffer means that the other side does not read."""
        try:
            if self.socket.send(line.encode()) != len(line):
                self.abort()
        except OSError:
            self.abort()

    def local_endpoint(self):
        """The address and port that the other side has connected to."""
        return self.socket.getsockname()[:2]

    def crashed(self, _):
        self.abort()

    def abort(self):
        if self.socket:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            self.close()

    def close(self):
        if self.socket:
            self.loop.unwatch(self.socket.fileno())
            self.socket.close()
            self.socket = None
            self.ended()
