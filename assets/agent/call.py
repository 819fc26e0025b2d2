"""One connection to one address of another machine, and what became of it: an answer, a refusal, or nothing."""
import errno
import select
import socket

LONGEST = 4096
REFUSALS = (errno.ECONNREFUSED, errno.ECONNRESET)
READ, WRITE = select.EPOLLIN, select.EPOLLOUT


class Call:
    """`question` is what to send, None to hang up once connected. `done(call)` comes once, never from within here.

    Then `refused` and `said` tell: `said` is None when nobody answered.
    """

    def __init__(self, loop, family, place, question, done):
        self.loop, self.place, self.question, self.done = loop, place, question, done
        self.refused, self.said = False, None
        self.data = b""
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        error = self.socket.connect_ex(place)
        if error in (0, errno.EINPROGRESS):
            loop.watch(self.socket.fileno(), READ | WRITE, self.connected)
        else:
            loop.after(0, lambda: self.failed(error))

    def connected(self, _):
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            return self.failed(error)
        if self.question is None:
            return self.ended(b"")
        try:
            # A socket that has sent nothing yet takes all of it.
            self.socket.send(self.question)
        except OSError as trouble:
            return self.failed(trouble.errno)
        self.loop.watch(self.socket.fileno(), READ, self.read)

    def read(self, _):
        try:
            data = self.socket.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError as trouble:
            return self.failed(trouble.errno)
        self.data += data
        if not data or len(self.data) > LONGEST:
            self.ended(self.data)

    def failed(self, error):
        self.refused = error in REFUSALS
        self.ended(None)

    def ended(self, said):
        if self.socket:
            self.said = said
            self.hang_up()
            self.done(self)

    def crashed(self, _):
        self.ended(None)

    def hang_up(self):
        if self.socket:
            self.loop.unwatch(self.socket.fileno())
            self.socket.close()
            self.socket = None
