"""Keeps the state of one PostgreSQL instance up to date over one persistent connection.

With that connection, a server on which all connections are taken is not mistaken for a dead one.
"""
import hashlib
import json
import pwd
import time

import addresses
import backoff
import scripts
import state
from connect_check import ConnectCheck
from link import GIVE_UP, Link
from store import end, name_of

# Seconds between attempts to connect; doubled each time, up to the interval of the probes.
FIRST_PAUSE = 0.05


class Prober:
    """`changed()` is called after each probe. `state` is the result of the last one, and `seen` the time at which it began.

    `connect` starts it. `meaning(row)` is the state that a row of the answer means.
    """

    def __init__(self, loop, port, settings, changed, store, meaning=state.from_row):
        self.loop, self.port, self.settings, self.changed = loop, port, settings, changed
        self.meaning = meaning
        self.state, self.seen = state.nothing_known(), time.monotonic()
        self.link = self.timer = self.deadline = None
        self.store, self.inherited = store, True
        self.connect_check = ConnectCheck(loop, self)
        self.proven = False
        self.attempts = 0
        self.untried, self.error = [], None
        self.took = 0.0
        self.logins = 0
        self.results = {"ok": 0, "failed": 0, "silent": 0}

    def stop(self):
        """Closes the connection and cancels what is under way."""
        self.connect_check.stop()
        for timer in (self.timer, self.deadline):
            if timer:
                timer.cancel()
        if self.link:
            self.link.close()
        self.link = None

    def reconnect(self):
        """Connects anew at once. The state stays as it is until the new connection has answered."""
        self.stop()
        self.proven = False
        self.attempts, self.untried = 0, []
        self.connect()

    def adopt(self, settings):
        """Applies changed settings. A working connection is kept if its login is the same."""
        before, self.settings = self.settings, settings
        same = before.login == settings.login
        if not same:
            self.state = state.nothing_known()
        if not (same and self.proven):
            self.reconnect()
        elif before.connect_check != settings.connect_check:
            self.connect_check.stop()
            self.connect_check.start()

    def hurry(self):
        """Probes now instead of at the end of the interval."""
        if self.proven and not self.link.script:
            if self.timer:
                self.timer.cancel()
            self.probe()

    def connect(self):
        self.began = time.monotonic()
        if self.inherited and self.take_over():
            return
        if not self.untried:
            self.untried = addresses.of(self.settings.database_host, self.port)
            self.error = None
        if not self.untried:
            return self.failed(OSError("the host name %s is not known" % self.settings.database_host))
        settings = self.settings
        try:
            trusted = settings.database_host.startswith("/")
            owner = pwd.getpwnam(settings.database_owner).pw_uid if trusted else None
            self.link = Link(self.loop, self.untried[0], self.ended, owner)
        except KeyError:
            return self.failed(scripts.LoginError("there is no user %s here" % settings.database_owner))
        except (OSError, scripts.LoginError) as error:
            return self.failed(error)
        self.expect_answer()
        login = scripts.login(settings.health_check_user, settings.database, settings.password, trusted)
        self.link.run(login, self.logged_in)

    def take_over(self):
        """Continues the session of the process before this one, if it logged in with the same settings."""
        self.inherited = False
        sessions = self.store.take(self.session_name())
        for spare in sessions[1:]:
            spare.close()
        if not sessions:
            return False
        try:
            address = sessions[0].family, sessions[0].getpeername()
        except OSError:
            # PostgreSQL has closed it meanwhile.
            sessions[0].close()
            return False
        self.link = Link(self.loop, address, self.ended, kept=sessions[0])
        self.share_end()
        self.expect_answer()
        self.link.run(scripts.resume(), self.resumed)
        return True

    def resumed(self, error, _):
        self.deadline.cancel()
        if error:
            self.reconnect()
        else:
            self.probe()

    def session_name(self):
        login = hashlib.sha256(json.dumps(self.settings.login).encode()).hexdigest()[:16]
        return name_of("session", self.port, login)

    def share_end(self):
        """systemd keeps the session beyond this process, and has to close it when it ends."""
        name = self.session_name()

        def let_go(one):
            self.store.drop(name)
            end(one)

        self.link.let_go = let_go

    def logged_in(self, error, _):
        self.deadline.cancel()
        if error:
            return self.failed(error)
        self.logins += 1
        self.store.drop(self.session_name())
        self.store.keep(self.session_name(), self.link.socket)
        self.share_end()
        self.probe()

    def probe(self):
        self.began = time.monotonic()
        self.expect_answer()
        self.link.run(scripts.ask(self.question(), self.meaning), self.answered)

    def question(self):
        return state.SQL

    def answered(self, error, found):
        self.deadline.cancel()
        if error:
            return self.ended(error)
        self.took = time.monotonic() - self.began
        self.attempts, self.untried = 0, []
        if not self.proven:
            self.proven = True
            self.connect_check.start()
        self.results["ok"] += 1
        self.conclude(found)
        self.rest()

    def rest(self):
        self.timer = self.loop.after(max(0.0, self.settings.probe_interval - self.took), self.probe)

    def ended(self, error):
        """The connection has ended. If it worked, a new one is tried before that means anything."""
        if self.proven:
            self.reconnect()
        else:
            self.failed(error)

    def failed(self, error):
        self.stop()
        self.proven = False
        # The next address is tried only if nothing answers at this one. The error of the first address is reported, because it says most.
        no_answer = isinstance(error, OSError)
        self.error = self.error if self.error and no_answer else error
        self.untried = self.untried[1:] if no_answer else []
        if self.untried:
            return self.connect()
        self.results["failed"] += 1
        if not self.no_room():
            self.conclude(state.unavailable(backoff.describe(self.error)))
        pause = backoff.max_pause(self.error, self.settings.probe_interval)
        self.timer = self.loop.after(min(pause, FIRST_PAUSE * 2 ** self.attempts), self.connect)
        self.attempts = min(self.attempts + 1, 10)

    def no_room(self):
        """Whether the session was lost while all connections are taken, which may last only for a moment. The server that says so has not proven to
        be PostgreSQL, so it is believed no longer than a silent one would be.
        """
        recent = time.monotonic() - self.seen < self.settings.probe_timeout
        return getattr(self.error, "code", "") == backoff.FULL and self.state.role in state.ANSWERING and recent

    def crashed(self, _):
        self.stop()
        self.proven = False
        self.timer = self.loop.after(backoff.STRANGER_PAUSE, self.connect)

    def expect_answer(self):
        self.deadline = self.loop.after(self.settings.probe_timeout, self.silent)

    def silent(self):
        """Reports it and keeps the connection: PostgreSQL answers there once it runs again, while a new login may find all connections taken."""
        self.results["silent"] += 1
        self.began = time.monotonic()
        self.conclude(state.unavailable("PostgreSQL does not answer"))
        self.deadline = self.loop.after(GIVE_UP, self.give_up)

    def give_up(self):
        self.failed(OSError("PostgreSQL does not answer"))

    def conclude(self, found):
        if self.connect_check.problem and found.role in state.ANSWERING:
            found = state.unavailable(self.connect_check.problem)
        self.state, self.seen = found, self.began
        self.changed()
