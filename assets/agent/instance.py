"""One PostgreSQL instance: its prober, whether it is drained, and what was answered about it."""
import collections
import os
import time

import claim
import log
import state
from contact import Contact
from prober import Prober

# Seconds between two questions to the others while a primary waits for their answers.
HURRY = 0.05


class Instance:
    """`listen` is the port that every node's agent answers on for this instance."""

    def __init__(self, loop, port, listen, settings, changed):
        self.loop, self.port, self.listen = loop, port, listen
        self.settings, self.notice = settings, changed
        self.claim = claim.Claim(settings.cut_off, loop.now())
        self.rivals, self.witnesses = [], []
        self.meet()
        self.answers = collections.Counter()
        self.drained = self.drain_file_exists()
        if self.drained:
            log.warning("port %d: drained" % port)
        self.logged = None
        self.changes, self.changed_at = 0, time.time()
        self.prober = Prober(loop, port, settings, self.probed)
        self.prober.connect()

    def adopt(self, listen, settings):
        met = (self.listen, self.settings.rivals, self.settings.witnesses, self.settings.cut_off)
        self.listen, self.settings = listen, settings
        if met != (listen, settings.rivals, settings.witnesses, settings.cut_off):
            self.claim.cut_off = settings.cut_off
            self.meet()
        self.prober.adopt(settings)

    def stop(self):
        for contact in self.rivals + self.witnesses:
            contact.stop()
        self.prober.stop()

    def meet(self):
        """Begins to ask the other nodes; what is known of those that stay is kept."""
        known = {(one.host, one.port): (one.word, one.at) for one in self.rivals + self.witnesses}
        for contact in self.rivals + self.witnesses:
            contact.stop()

        def of(host, port, asks):
            contact = Contact(self.loop, host, port, asks, self.pause, self.judge)
            contact.word, contact.at = known.get((host, port), ("", None))
            return contact

        self.rivals = [of(host, self.listen, True) for host in self.settings.rivals]
        self.witnesses = [of(host, port, False) for host, port in self.settings.witnesses]

    def pause(self):
        """Who waits to be used asks often."""
        return HURRY if self.waits() else self.settings.probe_interval

    def judge(self):
        """Whether this primary may be used, as far as is known now."""
        before = self.claim.mode
        rivals = {one.host: (one.word, one.at) for one in self.rivals}
        self.claim.judge(self.known().role, rivals, [one.at for one in self.witnesses], self.loop.now())
        if self.claim.mode == claim.YIELDING and before == claim.SERVING:
            log.warning("port %d: out of service, %s" % (self.port, self.claim.why))
        if self.claim.mode == claim.SERVING and before == claim.YIELDING:
            log.warning("port %d: in service again" % self.port)

    def waits(self):
        """A primary that may not be used."""
        return self.known().role == state.PRIMARY and self.claim.mode != claim.SERVING

    def held_back(self):
        return "" if self.claim.mode == claim.SERVING else self.claim.why

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
        self.judge()
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
