"""The sockets that the agent listens on."""
import select
import socket

QUEUE = 256
# Connections taken from one socket before the others get their turn.
AT_ONCE = 64
# Seconds without taking new connections when the system has no descriptor or memory left.
REST = 0.1


def addresses(host, port):
    """[(family, address)] of a name or literal; * means every address."""
    found = socket.getaddrinfo(
        None if host == "*" else host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    return sorted({(family, address) for family, _, _, _, address in found})


class Listener:
    """Raises OSError when the address cannot be bound."""

    def __init__(self, loop, address, server):
        self.loop, self.server = loop, server
        family, self.address = address
        self.port = self.address[1]
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self.socket.setblocking(False)
            self.socket.bind(self.address)
            self.socket.listen(QUEUE)
        except OSError:
            self.socket.close()
            raise
        self.resume()

    def resume(self):
        if self.socket:
            self.loop.watch(self.socket.fileno(), select.EPOLLIN, self.accept)

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
            connection.setblocking(False)
            self.server.accept(connection, self.port)

    def close(self):
        if self.socket:
            self.loop.unwatch(self.socket.fileno())
            self.socket.close()
            self.socket = None
