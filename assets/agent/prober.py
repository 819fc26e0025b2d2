"""Keeps the state of one PostgreSQL instance up to date over one persistent connection.

That connection is why a server whose connections are all taken is not mistaken for a dead one.
"""
import time

import addresses
import scripts
import state
import wire
from door import Door
from link import GIVE_UP, Link

# Seconds between attempts to connect; doubled each time, up to the interval of the probes.
FIRST_PAUSE = 0.05
# Between logins that fail for a reason that only a person removes: each costs PostgreSQL a line in its log.
LONGEST_PAUSE = 5.0


class Prober:
    """`changed()` is called after each probe. `state` is the last word, `seen` the time it was asked for.

    `connect` starts it.
    """

    def __init__(self, loop, port, settings, changed):
        self.loop, self.port, self.settings, self.changed = loop, port, settings, changed
        self.state, self.seen = state.nothing_known(), time.monotonic()
        self.link = self.timer = self.deadline = None
        self.door = Door(loop, self)
        self.proven = False
        self.attempts = 0
        self.untried, self.trouble = [], None
        self.took = 0.0
        self.logins = 0
        self.results = {"ok": 0, "failed": 0, "silent": 0}

    def stop(self):
        """Hangs up and forgets what was under way."""
        self.door.stop()
        for timer in (self.timer, self.deadline):
            if timer:
                timer.cancel()
        if self.link:
            self.link.close()
        self.link = None

    def reconnect(self):
        """Starts over at once. The state stays as it is until the new connection tells."""
        self.stop()
        self.proven = False
        self.attempts, self.untried = 0, []
        self.connect()

    def adopt(self, settings):
        """Takes changed settings. A working connection that they do not concern goes on."""
        before, self.settings = self.settings, settings
        same = before.login == settings.login
        if not same:
            self.state = state.nothing_known()
        if not (same and self.proven):
            self.reconnect()
        elif before.connect_check != settings.connect_check:
            self.door.stop()
            self.door.start()

    def hurry(self):
        """Probes now instead of at the end of the interval."""
        if self.proven and not self.link.script:
            self.timer.cancel()
            self.probe()

    def connect(self):
        self.began = time.monotonic()
        if not self.untried:
            self.untried = addresses.of(self.settings.database_host, self.port)
            self.trouble = None
        if not self.untried:
            return self.failed(OSError("the host name %s is not known" % self.settings.database_host))
        try:
            self.link = Link(self.loop, self.untried[0], self.ended)
        except OSError as error:
            return self.failed(error)
        self.expect_answer()
        settings = self.settings
        login = scripts.login(settings.health_check_user, settings.database, settings.password)
        self.link.run(login, self.logged_in)

    def logged_in(self, error, _):
        self.deadline.cancel()
        if error:
            return self.failed(error)
        self.logins += 1
        self.probe()

    def probe(self):
        self.began = time.monotonic()
        self.expect_answer()
        self.link.run(scripts.ask(state.SQL), self.answered)

    def answered(self, error, row):
        self.deadline.cancel()
        if error:
            return self.ended(error)
        self.took = time.monotonic() - self.began
        self.attempts, self.untried = 0, []
        if not self.proven:
            self.proven = True
            self.door.start()
        self.results["ok"] += 1
        self.conclude(state.from_row(row))
        self.timer = self.loop.after(max(0.0, self.settings.probe_interval - self.took), self.probe)

    def ended(self, error):
        """The connection is gone. One that worked is tried again before anything is concluded from that."""
        if self.proven:
            self.reconnect()
        else:
            self.failed(error)

    def failed(self, error):
        self.stop()
        self.proven = False
        # Only where nobody answers is the next address worth a try; the first one's trouble tells most.
        nobody_there = isinstance(error, OSError)
        self.trouble = self.trouble if self.trouble and nobody_there else error
        self.untried = self.untried[1:] if nobody_there else []
        if self.untried:
            return self.connect()
        self.results["failed"] += 1
        self.conclude(state.unavailable(words(self.trouble)))
        longest = LONGEST_PAUSE if needs_a_person(self.trouble) else self.settings.probe_interval
        self.timer = self.loop.after(min(longest, FIRST_PAUSE * 2 ** self.attempts), self.connect)
        self.attempts = min(self.attempts + 1, 10)

    def expect_answer(self):
        self.deadline = self.loop.after(self.settings.probe_timeout, self.silent)

    def silent(self):
        """Says so and goes on listening: once PostgreSQL moves it answers; a new login may find no room."""
        self.results["silent"] += 1
        self.began = time.monotonic()
        self.conclude(state.unavailable("PostgreSQL does not answer"))
        self.deadline = self.loop.after(GIVE_UP, self.give_up)

    def give_up(self):
        self.failed(OSError("PostgreSQL does not answer"))

    def conclude(self, found):
        if self.door.shut and found.role in state.ANSWERING:
            found = state.unavailable(self.door.shut)
        self.state, self.seen = found, self.began
        self.changed()


def needs_a_person(error):
    """Wrong password, no line in pg_hba.conf, no such database or role."""
    return isinstance(error, scripts.LoginError) or getattr(error, "code", "")[:2] in ("28", "3D")


def words(error):
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower() if error.errno else str(error)
    if isinstance(error, (wire.ServerError, wire.ProtocolError, scripts.LoginError)):
        return str(error)
    return "the answer is not PostgreSQL's (%s)" % type(error).__name__
