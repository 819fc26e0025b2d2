"""One PostgreSQL instance: its prober, whether it is drained, and what was answered about it."""
import collections
import os
import time

import log
import state
from prober import Prober


class Instance:
    def __init__(self, loop, port, settings, changed):
        self.port, self.settings, self.notice = port, settings, changed
        self.answers = collections.Counter()
        self.drained = self.drain_file_exists()
        if self.drained:
            log.warning("port %d: drained" % port)
        self.logged = None
        self.changes, self.changed_at = 0, time.time()
        self.prober = Prober(loop, port, settings, self.probed)
        self.prober.connect()

    def adopt(self, settings):
        self.settings = settings
        self.prober.adopt(settings)

    def known(self):
        """The state, or that nothing is known when the last word is too old to be trusted."""
        known, age = self.prober.state, self.age()
        if known.role in state.ANSWERING and age > self.settings.stale_after:
            return state.State(state.UNKNOWN, "the last probe is %.1f s old" % age, False, None)
        return known

    def age(self):
        return time.monotonic() - self.prober.seen

    def probed(self):
        """Logs a change, once."""
        now, before = self.prober.state, self.logged
        if before is None or now[:3] != before[:3]:
            if before is None or now.role != before.role:
                self.changes += 1
                self.changed_at = time.time()
            level = log.notice if now.role in state.ANSWERING else log.warning
            was = ", was %s" % state.words(before) if before else ""
            level("port %d: %s%s" % (self.port, state.words(now), was))
            self.logged = now
        self.notice()

    def look_for_drain_file(self):
        """Two system calls: cheaper than being told of changes, and the folder need not exist yet."""
        drained = self.drain_file_exists()
        if drained != self.drained:
            self.drained = drained
            log.warning("port %d: %s" % (self.port, "drained" if drained else "no longer drained"))

    def drain_file_exists(self):
        folder = self.settings.drain_folder
        return any(os.path.lexists(os.path.join(folder, name)) for name in (str(self.port), "all"))
