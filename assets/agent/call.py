"""One connection to one address of another machine, and its result: a response, a refusal, or nothing."""
import errno
import select
import socket

MAX_BYTES = 4096
REFUSALS = (errno.ECONNREFUSED, errno.ECONNRESET)
READ, WRITE = select.EPOLLIN, select.EPOLLOUT


class Call:
    """`request` is what to send, or None to close the connection once it stands. `done(call)` is called once, never from within the constructor.

    After that, `refused` and `response` are set; `response` is None if nobody answered.
    """

    def __init__(self, loop, family, address, request, done):
        self.loop, self.address, self.request, self.done = loop, address, request, done
        self.refused, self.response = False, None
        self.data = b""
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        error = self.socket.connect_ex(address)
        if error in (0, errno.EINPROGRESS):
            loop.watch(self.socket.fileno(), READ | WRITE, self.connected)
        else:
            loop.after(0, lambda: self.failed(error))

    def connected(self, _):
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            return self.failed(error)
        if self.request is None:
            return self.ended(b"")
        try:
            # The request fits into the empty buffer of a new socket.
            self.socket.send(self.request)
        except OSError as failure:
            return self.failed(failure.errno)
        self.loop.watch(self.socket.fileno(), READ, self.read)

    def read(self, _):
        try:
            data = self.socket.recv(MAX_BYTES)
        except BlockingIOError:
            return
        except OSError as failure:
            return self.failed(failure.errno)
        self.data += data
        if not data or len(self.data) > MAX_BYTES:
            self.ended(self.data)

    def failed(self, error):
        self.refused = error in REFUSALS
        self.ended(None)

    def ended(self, response):
        if self.socket:
            self.response = response
            self.hang_up()
            self.done(self)

    def crashed(self, _):
        self.ended(None)

    def hang_up(self):
        if self.socket:
            self.loop.unwatch(self.socket.fileno())
            self.socket.close()
            self.socket = None
