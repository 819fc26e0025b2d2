"""The sockets that the agent listens on."""
import select
import socket

QUEUE = 256
# Connections that are accepted on one socket before the others have their turn.
AT_ONCE = 64
# Seconds for which no connection is accepted after the system had no descriptor or memory left.
REST = 0.1


def addresses(host, port):
    """[(family, address)] of a name or literal; * means every address."""
    found = socket.getaddrinfo(
        None if host == "*" else host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    return sorted({(family, address) for family, _, _, _, address in found})


def bind(family, address):
    """Raises OSError when the address cannot be bound."""
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.setblocking(False)
        one.bind(address)
        one.listen(QUEUE)
    except OSError:
        one.close()
        raise
    return one


class Listener:
    """Takes connections on a bound socket. `let_go(socket)` is called when it ends before the process does."""

    def __init__(self, loop, bound, server, let_go):
        self.loop, self.server, self.let_go = loop, server, let_go
        self.socket = bound
        self.port = bound.getsockname()[1]
        self.resume()

    def resume(self):
        if self.socket:
            self.loop.watch(self.socket.fileno(), select.EPOLLIN, self.accept)

    def pause(self):
        self.loop.unwatch(self.socket.fileno())

    def accept(self, _):
        for _ in range(AT_ONCE):
            try:
                connection, _ = self.socket.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError:
                self.loop.unwatch(self.socket.fileno())
                self.loop.after(REST, self.resume)
                return
            try:
                connection.setblocking(False)
                self.server.accept(connection, self.port)
            except OSError:
                # The client has already closed it.
                connection.close()

    def close(self):
        if self.socket:
            self.loop.unwatch(self.socket.fileno())
            self.let_go(self.socket)
            self.socket.close()
            self.socket = None
