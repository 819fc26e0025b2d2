"""Another node's guard, over one lasting connection. One question always waits there for the next change; others are answered at once."""
import errno
import itertools
import socket

import addresses
import messages
import signature
from clocks import now as clock
from lines import READ, WRITE, Connection
from question import order

# Seconds that connecting, and an answer, may take. After that the connection is closed.
TIMEOUT = 0.25
# Seconds until the next attempt, after a connection on which nothing was ever answered.
PAUSE = 0.1


class Rival:
    """A Poll uses it as it uses the agent's Contact. `heard_at` is when its last answer came, plus the seconds for which this guard stood still;
    `reached_at` is when that answer was requested. Both are on clocks.now(). `heard(changed)` is called when a question ends; `changed` says
    whether more than the WAL position has changed.
    """

    def __init__(self, loop, name, host, port, key, heard):
        self.loop, self.name, self.host, self.port, self.key, self.heard = loop, name, host, port, key, heard
        self.statuses, self.version = {}, 0
        self.heard_at = self.reached_at = None
        self.last_ended = self.last_reached = self.last_answered = 0
        self.silent = False
        # {nonce: (number, time, timer)}. The question that waits for a change has no timer.
        self.asked = {}
        self.connection = self.connecting = self.retry = None
        self.attempts = itertools.count()
        self.good = False
        loop.after(0, self.connect)

    def answers(self):
        """Whether it answers, as far as that is known."""
        return self.connection is not None and self.good

    def stood_still(self, seconds):
        """This guard could not receive anything for so long. The rival may have been in use all that time, so its silence begins that much later."""
        if self.heard_at is not None:
            self.heard_at += seconds

    def beat(self):
        """Asks it again, several times a second."""
        if self.connection and not any(timer for _, _, timer in self.asked.values()):
            self.ask(0)

    def ask_now(self):
        """For a check that waits: the answer has to be requested now."""
        if self.connection:
            self.ask(0)
        else:
            # The question has its number at once, so that its answer is known to be more recent than that check.
            self.note_question(self.too_late)
            self.connect()

    def connect(self):
        if self.connection or self.connecting:
            return
        if self.retry:
            self.retry.cancel()
            self.retry = None
        found = addresses.of(self.host, self.port)
        if not found:
            return self.failed()
        family, endpoint = found[next(self.attempts) % len(found)]
        one = socket.socket(family, socket.SOCK_STREAM)
        one.setblocking(False)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connecting = one
        self.good = False
        error = one.connect_ex(endpoint)
        if error not in (0, errno.EINPROGRESS):
            return self.failed()
        self.loop.watch(one.fileno(), READ | WRITE, self.connected)
        self.deadline = self.loop.after(TIMEOUT, self.failed)

    def connected(self, _):
        one = self.connecting
        if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return self.failed()
        self.deadline.cancel()
        self.loop.unwatch(one.fileno())
        self.connecting = None
        self.endpoint = one.getpeername()[:2]
        self.connection = Connection(self.loop, one, self.answered, self.lost)
        if not self.asked:
            self.note_question(self.too_late)
        self.connection.send("".join(messages.question(nonce, 0) for nonce in self.asked))

    def failed(self):
        one, self.connecting = self.connecting, None
        if one:
            self.deadline.cancel()
            self.loop.unwatch(one.fileno())
            one.close()
        self.lost()

    def crashed(self, _):
        self.failed()

    def ask(self, version):
        self.connection.send(messages.question(self.note_question(self.too_late), version))

    def wait_for_change(self):
        self.connection.send(messages.question(self.note_question(None), self.version))

    def note_question(self, too_late):
        nonce = signature.nonce()
        self.asked[nonce] = next(order), clock(), too_late and self.loop.after(TIMEOUT, too_late)
        return nonce

    def too_late(self):
        if self.connection:
            return self.connection.abort()
        self.failed()

    def answered(self, _, line):
        found = messages.decode(self.key, self.endpoint, line)
        if found is None or found[0] not in self.asked:
            # It is not the rival's guard, or it answers a question that was not asked.
            return self.connection.abort()
        nonce, version, statuses = found
        number, asked_at, timer = self.asked.pop(nonce)
        if timer:
            timer.cancel()
        self.good, self.silent = True, False
        self.last_ended = max(self.last_ended, number)
        self.last_reached, self.reached_at = max(self.last_reached, number), max(self.reached_at or 0, asked_at)
        # On one connection the later answer is the more recent one, whichever question it answers.
        changed = version != self.version
        self.statuses, self.version, self.heard_at = statuses, version, clock()
        self.last_answered = max(self.last_answered, number)
        if all(timer for _, _, timer in self.asked.values()):
            self.wait_for_change()
        self.heard(changed)

    def lost(self):
        """The connection has ended. If it worked, a new one is made at once, and questions without an answer are asked again there."""
        self.connection = None
        asked, self.asked = self.asked, {}
        for _, _, timer in asked.values():
            if timer:
                timer.cancel()
        if self.good:
            self.good = False
            if asked:
                self.note_question(self.too_late)
            self.connect()
            return self.heard(True)
        self.last_ended = max([self.last_ended] + [number for number, _, _ in asked.values()])
        self.silent = True
        if not self.retry:
            self.retry = self.loop.after(PAUSE, self.connect)
        self.heard(True)
