"""One connection to PostgreSQL that never blocks, and the script that runs on it."""
import errno
import os
import select
import socket
import struct

import scripts
import wire

# Notices, parameters, notifications and the cancel key: the agent needs none of them.
SKIPPED = (b"N", b"S", b"A", b"K")
# Seconds that a silent connection is kept beyond its time-out: once PostgreSQL runs again, it answers that connection first.
GIVE_UP = 5.0
READ, WRITE = select.EPOLLIN, select.EPOLLOUT


class Link:
    """Connects at once. `lost(error)` is called when the connection ends while no script runs."""

    def __init__(self, loop, address, lost, owner=None, kept=None):
        family, peer = self.address = address
        self.loop, self.lost = loop, lost
        self.script = self.done = None
        self.inbox, self.outbox = bytearray(), b""
        self.socket = kept or socket.socket(family, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.fd = self.socket.fileno()
        self.connecting = not kept
        # Called when the connection ends, if systemd keeps it as well.
        self.let_go = None
        if not kept:
            self.connect(family, peer, owner)
        loop.watch(self.fd, READ | WRITE, self.on_event)

    def connect(self, family, peer, owner):
        if family != socket.AF_UNIX:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        error = self.socket.connect_ex(peer)
        if error not in (0, errno.EINPROGRESS):
            self.close()
            raise OSError(error, os.strerror(error))
        if family == socket.AF_UNIX and owner is not None:
            found = struct.unpack("3i", self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
            if found not in (owner, 0):
                self.close()
                raise scripts.LoginError("%s belongs to the user %d, who is not PostgreSQL's" % (peer, found))

    def run(self, script, done):
        """Runs a script; then done(error, value) once, where error is None when it went to its end."""
        self.script, self.done = script, done
        self.step(None)

    def step(self, message):
        try:
            self.send(self.script.send(message))
        except StopIteration as stop:
            done, self.script, self.done = self.done, None, None
            done(None, stop.value)
        except Exception as error:
            # The other side sent something that the script does not understand.
            self.end(error)

    def send(self, data):
        self.outbox += data
        if self.outbox and not self.connecting:
            self.flush()

    def flush(self):
        try:
            sent = self.socket.send(self.outbox) if self.outbox else 0
        except BlockingIOError:
            sent = 0
        except OSError as error:
            return self.end(error)
        self.outbox = self.outbox[sent:]
        self.loop.watch(self.fd, READ | WRITE if self.outbox else READ, self.on_event)

    def on_event(self, events):
        if self.connecting:
            error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                return self.end(OSError(error, os.strerror(error)))
            self.connecting = False
        if events & WRITE:
            self.flush()
        if self.socket and events & ~WRITE:
            self.receive()

    def receive(self):
        try:
            data = self.socket.recv(wire.MAX_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            return self.end(error)
        if not data:
            return self.end(ConnectionError("PostgreSQL closed the connection"))
        self.inbox += data
        try:
            while self.socket:
                message = wire.take(self.inbox)
                if message is None:
                    return
                self.dispatch(*message)
        except wire.ProtocolError as error:
            self.end(error)

    def crashed(self, error):
        self.end(error)

    def dispatch(self, kind, body):
        if kind in SKIPPED:
            return
        if kind == b"E":
            self.end(wire.ServerError(body))
        elif self.script:
            self.step((kind, body))
        else:
            self.end(wire.ProtocolError("unasked message %r" % kind))

    def end(self, error):
        done, self.script, self.done = self.done, None, None
        self.close()
        if done:
            done(error, None)
        else:
            self.lost(error)

    def close(self, last_message=None):
        """Closes the connection without calling `done` or `lost`."""
        self.script = self.done = None
        if self.socket:
            if last_message:
                self.send(last_message)
        if self.socket:
            self.loop.unwatch(self.fd)
            if self.let_go:
                self.let_go(self.socket)
            self.socket.close()
            self.socket = None
