"""HTTP for health checks: answers from memory, one request a connection, never waits for anybody for long."""
import collections
import select
import socket
import time

import request

# At most this many connections at a time; a further one takes the place of the oldest.
MOST_CLIENTS = 256
# Seconds that a client may take, from connecting to hanging up.
PATIENCE = 2.0
# Seconds that an answer is held back while nothing is known, as for a moment after a start.
HOLD = 0.3
# Bytes read and thrown away after an answer, so that closing resets nothing the client has not read.
MOST_LEFTOVERS = 1 << 16
# Seconds that the agent waits for its last answers when it ends.
LAST = 0.5
READ = select.EPOLLIN


class Server:
    """`decide(client)` gives a response's bytes, or None to wait: for a probe, no longer than the client may `insist`
    on, or for the other nodes.
    """

    def __init__(self, loop, decide):
        self.loop, self.decide = loop, decide
        self.clients = collections.OrderedDict()
        self.held = []
        self.evicted = 0
        loop.every(PATIENCE / 4, self.sweep)

    def accept(self, connection, port):
        if len(self.clients) >= MOST_CLIENTS:
            self.evicted += 1
            next(iter(self.clients.values())).close()
        client = Client(self, connection, port)
        self.clients[client.fd] = client
        client.read()

    def release(self):
        """Answers those who wait for something to be known, as far as it is now."""
        waiting, self.held = self.held, []
        for client in waiting:
            if client.socket:
                client.respond()

    def when_done(self, action):
        """Once everybody has an answer, or nobody can wait for it any longer."""
        deadline = time.monotonic() + LAST

        def look():
            if time.monotonic() > deadline or all(one.answered for one in self.clients.values()):
                action()
            else:
                self.loop.after(0.01, look)

        look()

    def sweep(self):
        limit = time.monotonic() - PATIENCE
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
        # Which hearing its answer has to wait for, where it has to.
        self.ticket = None
        self.answered = False
        self.leftovers = 0

    def read(self, _=None):
        try:
            data = self.socket.recv(request.LONGEST)
        except BlockingIOError:
            return self.server.loop.watch(self.fd, READ, self.read)
        except OSError:
            return self.close()
        if not data:
            return self.close()
        self.data += data
        if request.is_whole(self.data[: request.LONGEST]):
            self.asked = request.parse(self.data)
            if self.asked:
                self.respond()
            else:
                self.send(request.answer(400, "", "not a request of HTTP/1\n"))
        elif len(self.data) >= request.LONGEST:
            self.send(request.answer(431, "", "the request is too long\n"))
        else:
            self.server.loop.watch(self.fd, READ, self.read)

    def insists(self):
        return time.monotonic() - self.since >= HOLD

    def place(self):
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
            # A socket that has sent nothing yet takes all of it.
            self.socket.send(response)
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            return self.close()
        self.drop_leftovers()

    def drop_leftovers(self, _=None):
        """Reads on until the client hangs up; then there is nothing left to reset."""
        try:
            data = self.socket.recv(request.LONGEST)
        except BlockingIOError:
            return self.server.loop.watch(self.fd, READ, self.drop_leftovers)
        except OSError:
            return self.close()
        self.leftovers += len(data)
        if not data or self.leftovers > MOST_LEFTOVERS:
            self.close()
        else:
            self.server.loop.watch(self.fd, READ, self.drop_leftovers)

    def close(self):
        if self.socket:
            self.server.clients.pop(self.fd, None)
            self.server.loop.unwatch(self.fd)
            self.socket.close()
            self.socket = None
