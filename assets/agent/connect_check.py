"""Checks that PostgreSQL accepts new connections, which an open session does not show.

PostgreSQL's main process may hang while existing sessions go on. A smart shutdown waits for existing sessions, the agent's included.
"""
import scripts
from link import GIVE_UP, Link

# SQLSTATE cannot_connect_now and admin_shutdown: PostgreSQL is starting or shutting down.
CLOSING = ("57P03", "57P01")
REFUSED = (ConnectionRefusedError, FileNotFoundError)
# A full queue of new connections, or a connection that is closed without an answer: tried again until the time-out.
UNDECIDED = (BlockingIOError, ConnectionError)


class ConnectCheck:
    """Begins a login at intervals and closes the connection before the password is sent. `problem` says why new connections fail, or is None."""

    def __init__(self, loop, prober):
        self.loop, self.prober = loop, prober
        self.link = self.timer = self.deadline = None
        self.problem = None

    def start(self):
        if self.prober.settings.connect_check:
            self.timer = self.loop.after(self.prober.settings.connect_check, self.check)

    def stop(self):
        self.disconnect()
        self.problem = None

    def disconnect(self, last_message=None):
        for timer in (self.timer, self.deadline):
            if timer:
                timer.cancel()
        if self.link:
            self.link.close(last_message)
        self.link = self.timer = self.deadline = None

    def check(self):
        settings = self.prober.settings
        if not self.deadline:
            self.deadline = self.loop.after(settings.probe_timeout, self.silent)
        try:
            self.link = Link(self.loop, self.prober.link.address, self.answered)
        except OSError as error:
            return self.answered(error)
        self.link.run(scripts.begin_login(settings.health_check_user, settings.database), self.answered)

    def answered(self, error, last_message=None):
        if isinstance(error, REFUSED) or getattr(error, "code", None) in CLOSING:
            self.prober.reconnect()
        elif isinstance(error, UNDECIDED):
            self.link = None
            self.start()
        else:
            # This includes "too many clients": PostgreSQL itself works, only its clients have used all connections.
            self.disconnect(last_message)
            had_problem, self.problem = self.problem, None
            self.start()
            if had_problem:
                self.prober.hurry()

    def crashed(self, _):
        self.disconnect()
        self.start()

    def silent(self):
        self.problem = "PostgreSQL takes no new connections"
        self.deadline = self.loop.after(GIVE_UP, self.give_up)
        self.prober.hurry()

    def give_up(self):
        self.disconnect()
        self.start()
