"""Tells the other guards the status of this node's databases: at once if they do not have the latest, and otherwise at the next change."""
import time

import messages
from lines import Lines

# Guards ask several times a second. A connection that was silent for this many seconds is closed, so that a guard that was away notices it.
TIMEOUT = 1.0
MAX_CONNECTIONS = 64


class Publisher:
    """`statuses()` gives {database: Status}. Every change but that of the WAL position makes a new version. `answered()` is called after each
    question that was answered at once.
    """

    def __init__(self, loop, key, statuses, answered):
        self.loop, self.key, self.statuses, self.answered = loop, key, statuses, answered
        self.lines = Lines(loop, self.received, MAX_CONNECTIONS, TIMEOUT)
        # A number that the process before this one cannot have used.
        self.version = int(time.time() * 1e6)
        self.published = None

    def accept(self, taken, port):
        self.lines.accept(taken, port)

    def received(self, connection, line):
        found = messages.QUESTION.match(line)
        if not found:
            return connection.abort()
        nonce, version = found.groups()
        if int(version) != self.version:
            self.answer(connection, nonce)
            return self.answered()
        # One question of each connection waits for the next change.
        before, connection.note = connection.note, nonce
        if before:
            self.answer(connection, before)

    def answer(self, connection, nonce):
        if connection.socket:
            text = messages.encode(self.statuses())
            connection.send(messages.answer(self.key, nonce, connection.local_endpoint(), self.version, text))

    def publish(self):
        """Answers the waiting questions if anything has changed. Called whenever something may have."""
        statuses = {name: status._replace(lsn="") for name, status in self.statuses().items()}
        if statuses == self.published:
            return
        self.published = statuses
        self.version += 1
        for connection in list(self.lines.open):
            nonce, connection.note = connection.note, None
            if nonce:
                self.answer(connection, nonce)
