"""Asks another machine for a word, again and again. A witness need not say anything: that it answers is enough."""
import errno
import select
import socket

import addresses

QUESTION = b"GET /claim HTTP/1.0\r\n\r\n"
# Seconds that one attempt may take.
PATIENCE = 0.5
LONGEST = 4096
READ, WRITE = select.EPOLLIN, select.EPOLLOUT


class Contact:
    """`word` is what was heard last, `at` when, on the loop's clock; None before the first time.

    `pause()` gives the seconds until the next attempt.
    """

    def __init__(self, loop, host, port, asks, pause, heard):
        self.loop, self.host, self.port, self.asks = loop, host, port, asks
        self.pause, self.heard = pause, heard
        self.word, self.at = "", None
        self.socket = self.deadline = None
        self.timer = loop.after(0, self.attempt)

    def stop(self):
        self.timer.cancel()
        self.hang_up()

    def attempt(self):
        self.timer = self.loop.after(self.pause(), self.attempt)
        if self.socket:
            return
        found = addresses.of(self.host, self.port)
        if not found:
            return
        family, address = found[0]
        self.said = b""
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.deadline = self.loop.after(PATIENCE, self.hang_up)
        error = self.socket.connect_ex(address)
        if error in (0, errno.EINPROGRESS):
            self.loop.watch(self.socket.fileno(), READ | WRITE, self.connected)
        else:
            self.concluded(error)

    def connected(self, _):
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error or not self.asks:
            return self.concluded(error)
        try:
            # A socket that has sent nothing yet takes all of it.
            self.socket.send(QUESTION)
        except OSError as trouble:
            return self.concluded(trouble.errno)
        self.loop.watch(self.socket.fileno(), READ, self.read)

    def read(self, _):
        try:
            data = self.socket.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError as trouble:
            return self.concluded(trouble.errno)
        self.said += data
        if not data or len(self.said) > LONGEST:
            self.concluded(0)

    def concluded(self, error):
        """Who refuses a connection is there, and serves nobody on that port."""
        if error in (0, errno.ECONNREFUSED, errno.ECONNRESET):
            self.word, self.at = word_of(self.said), self.loop.now()
        self.hang_up()
        self.heard()

    def hang_up(self):
        if self.deadline:
            self.deadline.cancel()
        if self.socket:
            self.loop.unwatch(self.socket.fileno())
            self.socket.close()
        self.socket = self.deadline = None


def word_of(response):
    """The last line of a good answer."""
    head, _, body = response.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        return ""
    return body.decode("ascii", "replace").strip()
