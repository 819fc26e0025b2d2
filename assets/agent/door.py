"""Watches whether PostgreSQL takes new connections, which a persistent one does not show.

Its main process may hang while old sessions live; a smart shutdown waits for them, the agent's own included.
"""
import scripts
from link import GIVE_UP, Link

# SQLSTATE cannot_connect_now and admin_shutdown: PostgreSQL is going down or coming up.
CLOSING = ("57P03", "57P01")
REFUSED = (ConnectionRefusedError, FileNotFoundError)
# A full queue of new connections, a hang-up without a word: tried again until the time-out.
UNDECIDED = (BlockingIOError, ConnectionError)


class Door:
    """Begins a login every so often, hangs up before the password. `shut` says why it is shut, if it is."""

    def __init__(self, loop, prober):
        self.loop, self.prober = loop, prober
        self.link = self.timer = self.deadline = None
        self.shut = None

    def start(self):
        if self.prober.settings.connect_check:
            self.timer = self.loop.after(self.prober.settings.connect_check, self.knock)

    def stop(self):
        self.hang_up()
        self.shut = None

    def hang_up(self, last_words=None):
        for timer in (self.timer, self.deadline):
            if timer:
                timer.cancel()
        if self.link:
            self.link.close(last_words)
        self.link = self.timer = self.deadline = None

    def knock(self):
        settings = self.prober.settings
        if not self.deadline:
            self.deadline = self.loop.after(settings.probe_timeout, self.silent)
        try:
            self.link = Link(self.loop, self.prober.link.address, self.answered)
        except OSError as error:
            return self.answered(error)
        self.link.run(scripts.knock(settings.health_check_user, settings.database), self.answered)

    def answered(self, error, last_words=None):
        if isinstance(error, REFUSED) or getattr(error, "code", None) in CLOSING:
            self.prober.reconnect()
        elif isinstance(error, UNDECIDED):
            self.link = None
            self.start()
        else:
            # Also "too many clients": that is for its clients to judge, PostgreSQL itself is well.
            self.hang_up(last_words)
            was_shut, self.shut = self.shut, None
            self.start()
            if was_shut:
                self.prober.hurry()

    def crashed(self, _):
        self.hang_up()
        self.start()

    def silent(self):
        self.shut = "PostgreSQL takes no new connections"
        self.deadline = self.loop.after(GIVE_UP, self.give_up)
        self.prober.hurry()

    def give_up(self):
        self.hang_up()
        self.start()
