"""Another node's guard: one lasting connection to it, on which one question waits for news all the time, and others are answered at once."""
import errno
import itertools
import socket

import addresses
import signature
import words
from clocks import now as clock
from lines import READ, WRITE, Connection
from question import order

# Seconds that a connection, and an answer, may take. Then the connection is given up.
PATIENCE = 0.25
# Seconds until the next try, after a connection that never worked.
PAUSE = 0.1


class Rival:
    """To the hearing it is what an agent's Contact is. `at` is when its last answer came, later by each time in which nobody listened here;
    `met_at` is when that answer had been asked for. Both are on clocks.now(). `heard(news)` is called when a question ends: whether
    it brought more than a position in the WAL.
    """

    def __init__(self, loop, name, host, port, key, heard):
        self.loop, self.name, self.host, self.port, self.key, self.heard = loop, name, host, port, key, heard
        self.said, self.version = {}, 0
        self.at = self.met_at = None
        self.told = self.met = self.spoke = 0
        self.silent = False
        # Nonce: number, time, timer. The question that waits for news has no timer.
        self.asked = {}
        self.line = self.connecting = self.retry = None
        self.places = itertools.count()
        self.good = False
        loop.after(0, self.connect)

    def there(self):
        """Whether it answers, as far as that is known."""
        return self.line is not None and self.good

    def unheard(self, seconds):
        """Nobody listened here for so long. A rival may have been in use all that time, so its silence begins that much later."""
        if self.at is not None:
            self.at += seconds

    def beat(self):
        """Renews what is known of it, several times a second."""
        if self.line and not any(timer for _, _, timer in self.asked.values()):
            self.ask(0)

    def ask_now(self):
        """For somebody who waits: the answer is to be of now."""
        if self.line:
            self.ask(0)
        else:
            # The number is given at once, so that what comes of it is known to be later than who waits.
            self.note_question(self.too_late)
            self.connect()

    def connect(self):
        if self.line or self.connecting:
            return
        if self.retry:
            self.retry.cancel()
            self.retry = None
        found = addresses.of(self.host, self.port)
        if not found:
            return self.failed()
        family, place = found[next(self.places) % len(found)]
        one = socket.socket(family, socket.SOCK_STREAM)
        one.setblocking(False)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connecting = one
        self.good = False
        error = one.connect_ex(place)
        if error not in (0, errno.EINPROGRESS):
            return self.failed()
        self.loop.watch(one.fileno(), READ | WRITE, self.connected)
        self.patience = self.loop.after(PATIENCE, self.failed)

    def connected(self, _):
        one = self.connecting
        if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return self.failed()
        self.patience.cancel()
        self.loop.unwatch(one.fileno())
        self.connecting = None
        self.place = one.getpeername()[:2]
        self.line = Connection(self.loop, one, self.answered, self.lost)
        if not self.asked:
            self.note_question(self.too_late)
        self.line.send("".join(words.question(nonce, 0) for nonce in self.asked))

    def failed(self):
        one, self.connecting = self.connecting, None
        if one:
            self.patience.cancel()
            self.loop.unwatch(one.fileno())
            one.close()
        self.lost()

    def crashed(self, _):
        self.failed()

    def ask(self, version):
        self.line.send(words.question(self.note_question(self.too_late), version))

    def wait_for_news(self):
        self.line.send(words.question(self.note_question(None), self.version))

    def note_question(self, too_late):
        nonce = signature.nonce()
        self.asked[nonce] = next(order), clock(), too_late and self.loop.after(PATIENCE, too_late)
        return nonce

    def too_late(self):
        if self.line:
            return self.line.abort()
        self.failed()

    def answered(self, _, line):
        found = words.read(self.key, self.place, line)
        if found is None or found[0] not in self.asked:
            # Not its guard, or an answer to nobody.
            return self.line.abort()
        nonce, version, said = found
        number, asked_at, timer = self.asked.pop(nonce)
        if timer:
            timer.cancel()
        self.good, self.silent = True, False
        self.told = max(self.told, number)
        self.met, self.met_at = max(self.met, number), max(self.met_at or 0, asked_at)
        # On one connection a later answer is newer, whichever question it answers.
        news = version != self.version
        self.said, self.version, self.at, self.spoke = said, version, clock(), max(self.spoke, number)
        if all(timer for _, _, timer in self.asked.values()):
            self.wait_for_news()
        self.heard(news)

    def lost(self):
        """The connection is gone. One that worked is made anew at once, and whoever waits for an answer asks again there."""
        self.line = None
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
        self.told = max([self.told] + [number for number, _, _ in asked.values()])
        self.silent = True
        if not self.retry:
            self.retry = self.loop.after(PAUSE, self.connect)
        self.heard(True)
