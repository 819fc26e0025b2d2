"""HTTP for health checks: one request for each connection, answered from memory. It never waits long for anybody."""
import collections
import select
import socket
import time

import request

# Connections at a time; a further one takes the place of the oldest.
MAX_CLIENTS = 256
# Seconds that a client may take, from connecting to closing the connection.
TIMEOUT = 2.0
# Seconds that an answer is held back while nothing is known, as for a moment after a start.
HOLD = 0.3
# Bytes that are read and discarded after an answer. Closing a connection with unread bytes resets it, and the client may lose the answer.
MAX_LEFTOVERS = 1 << 16
# Seconds that the end of the agent is delayed at most, for its last answers.
MAX_DELAY = 0.5
READ = select.EPOLLIN


class Server:
    """`decide(client)` gives the bytes of a response, or None to wait: for the other nodes, or for a probe until the client is `overdue()`."""

    def __init__(self, loop, decide):
        self.loop, self.decide = loop, decide
        self.clients = collections.OrderedDict()
        self.held = []
        self.evicted = 0
        loop.every(TIMEOUT / 4, self.sweep)

    def accept(self, connection, port):
        if len(self.clients) >= MAX_CLIENTS:
            self.evicted += 1
            next(iter(self.clients.values())).close()
        client = Client(self, connection, port)
        self.clients[client.fd] = client
        client.read()

    def release(self):
        """Answers the clients that wait, if their answer is known now."""
        waiting, self.held = self.held, []
        for client in waiting:
            if client.socket:
                client.respond()

    def when_done(self, action):
        """Calls action() once all clients have an answer, or after MAX_DELAY."""
        deadline = time.monotonic() + MAX_DELAY

        def look():
            if time.monotonic() > deadline or all(one.answered for one in self.clients.values()):
                action()
            else:
                self.loop.after(0.01, look)

        look()

    def sweep(self):
        limit = time.monotonic() - TIMEOUT
        for client in list(self.clients.values()):
            if client.since > limit:
                break
            client.close()


class Client:
    __slots__ = ("server", "socket", "fd", "port", "data", "since", "asked", "leftovers", "ticket", "answered")

    def __init__(self, server, connection, port):
        self.server, self.socket, self.port = server, connection, port
        self.fd = connection.fileno()
        self.data = b""
        self.since = time.monotonic()
        self.asked = None
        # The poll that its answer has to wait for, if any.
        self.ticket = None
        self.answered = False
        self.leftovers = 0

    def read(self, _=None):
        try:
            data = self.socket.recv(request.MAX_BYTES)
        except BlockingIOError:
            return self.server.loop.watch(self.fd, READ, self.read)
        except OSError:
            return self.close()
        if not data:
            return self.close()
        self.data += data
        if request.is_whole(self.data[: request.MAX_BYTES]):
            self.asked = request.parse(self.data)
            if self.asked:
                self.respond()
            else:
                self.send(request.answer(400, "", "not a request of HTTP/1\n"))
        elif len(self.data) >= request.MAX_BYTES:
            self.send(request.answer(431, "", "the request is too long\n"))
        else:
            self.server.loop.watch(self.fd, READ, self.read)

    def overdue(self):
        return time.monotonic() - self.since >= HOLD

    def endpoint(self):
        """The address and port that it has connected to."""
        return self.socket.getsockname()[:2]

    def crashed(self, _):
        self.close()

    def respond(self):
        response = self.server.decide(self)
        if response is not None:
            return self.send(response)
        if not self.server.held:
            self.server.loop.after(HOLD, self.server.release)
        self.server.held.append(self)
        self.server.loop.unwatch(self.fd)

    def send(self, response):
        self.answered = True
        try:
            # The response fits into the empty buffer of a new socket.
            self.socket.send(response)
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            return self.close()
        self.drop_leftovers()

    def drop_leftovers(self, _=None):
        """Reads on until the client closes the connection."""
        try:
            data = self.socket.recv(request.MAX_BYTES)
        except BlockingIOError:
            return self.server.loop.watch(self.fd, READ, self.drop_leftovers)
        except OSError:
            return self.close()
        self.leftovers += len(data)
        if not data or self.leftovers > MAX_LEFTOVERS:
            self.close()
        else:
            self.server.loop.watch(self.fd, READ, self.drop_leftovers)

    def close(self):
        if self.socket:
            self.server.clients.pop(self.fd, None)
            self.server.loop.unwatch(self.fd)
            self.socket.close()
            self.socket = None
