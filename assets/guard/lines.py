"""Connections on which the other side sends lines and gets lines: other guards, and HAProxy."""
import collections
import select
import socket
import struct

READ, WRITE = select.EPOLLIN, select.EPOLLOUT
# Bytes of one line.
LONGEST = 8192
# With this, closing a connection tells the other side at once that it has ended, whatever was under way.
ABORT = struct.pack("ii", 1, 0)


class Lines:
    """Takes connections. `heard(connection, line)` is called with each line; who is silent for `patience` seconds is dropped,
    and when there are more than `most`, the oldest.
    """

    def __init__(self, loop, heard, most, patience):
        self.loop, self.heard, self.most, self.patience = loop, heard, most, patience
        self.open = collections.OrderedDict()

    def accept(self, taken, _port):
        if len(self.open) >= self.most:
            next(iter(self.open.values())).abort()
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = Connection(self.loop, taken, self.heard, lambda: self.open.pop(one, None))
        self.open[one] = one
        # Who connects has a question: it is most often there already.
        one.read(READ)

    def sweep(self):
        """To be called a few times a second."""
        limit = self.loop.now() - self.patience
        for one in [one for one in self.open if one.at < limit]:
            one.abort()


class Connection:
    """`ended()` is called once, when it is over, whoever ended it."""

    def __init__(self, loop, taken, heard, ended):
        self.loop, self.socket, self.heard, self.ended = loop, taken, heard, ended
        self.inbox = b""
        self.at = loop.now()
        # For its owner.
        self.note = None
        loop.watch(taken.fileno(), READ, self.read)

    def read(self, _):
        try:
            data = self.socket.recv(LONGEST)
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
            self.heard(self, line.decode("ascii", "replace").strip())
        if len(self.inbox) > LONGEST:
            self.abort()

    def send(self, line):
        """Lines are short and answered: one that does not fit at once goes to somebody who does not read."""
        try:
            if self.socket.send(line.encode()) != len(line):
                self.abort()
        except OSError:
            self.abort()

    def place(self):
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
