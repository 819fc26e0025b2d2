"""One PostgreSQL instance: its prober, and what was answered about it."""
import collections
import time

import claim
import log
import state
import word
from contact import Contact
from hearing import Hearing
from prober import Prober

# Seconds between two hearings while a primary waits to be used.
HURRY = 0.05


class Instance:
    """`listen` is the port that every node's agent answers on for this instance. `changed()` comes with all news."""

    def __init__(self, loop, port, listen, settings, changed, kept):
        self.loop, self.port, self.listen = loop, port, listen
        self.settings, self.notice, self.memory = settings, changed, kept.memory
        self.claim = claim.Claim(settings.cut_off, loop.now())
        self.memory.recall(port, self.claim)
        self.hearing = Hearing(loop, self.heard)
        self.rivals, self.witnesses = [], []
        self.retry = None
        self.meet()
        self.answers = collections.Counter()
        self.logged = None
        self.changes, self.changed_at = 0, time.time()
        self.prober = Prober(loop, port, settings, self.probed, kept.store)
        self.prober.connect()

    def adopt(self, listen, settings):
        def met(port, said):
            return port, said.rivals, said.witnesses, said.cut_off, said.agents_key

        before = met(self.listen, self.settings)
        self.listen, self.settings = listen, settings
        if before != met(listen, settings):
            self.claim.cut_off = settings.cut_off
            self.meet()
        self.prober.adopt(settings)

    def stop(self):
        for contact in self.rivals + self.witnesses:
            contact.stop()
        if self.retry:
            self.retry.cancel()
        self.hearing.of([], [])
        self.prober.stop()

    def meet(self):
        """Begins to ask the other nodes; what is known of those that stay is kept."""
        known = {(one.host, one.port): one for one in self.rivals + self.witnesses}
        for contact in known.values():
            contact.stop()

        def of(host, port, asks):
            key = self.settings.agents_key
            contact = Contact(self.loop, host, port, asks, key, self.pause, self.contacted)
            if (host, port) in known:
                contact.remember(known[host, port])
            return contact

        self.rivals = [of(host, self.listen, True) for host in self.settings.rivals]
        self.witnesses = [of(host, port, False) for host, port in self.settings.witnesses]
        self.hearing.of(self.rivals, self.witnesses)

    def pause(self):
        return self.settings.probe_interval

    def contacted(self):
        self.judge(heard=False)
        self.hearing.look()

    def heard(self):
        """A hearing is over: what the others say now is known."""
        self.judge(heard=True)
        self.notice()

    def hurry(self):
        self.retry = None
        if self.waits():
            self.hearing.want()

    def judge(self, heard):
        """Whether this primary may be used, as far as is known now."""
        before = self.claim.mode
        alone = not self.rivals + self.witnesses
        mark = self.hearing.mark
        rivals = {one.host: claim.Said(one.word, one.at, one.spoke > mark) for one in self.rivals}
        met = [one.met_at for one in self.rivals + self.witnesses] if self.witnesses else []
        clock = int(time.time() * 1e6)
        self.claim.judge(self.known().role, rivals, met, self.loop.now(), clock, heard or alone)
        if self.claim.mode == claim.YIELDING and before == claim.SERVING:
            log.warning("port %d: out of service, %s" % (self.port, self.claim.why))
        if self.claim.mode == claim.SERVING and before == claim.YIELDING:
            log.warning("port %d: in service again" % self.port)
        self.memory.note(self.port, self.claim)
        if self.waits() and not self.retry:
            rest = self.hearing.since + HURRY - self.loop.now()
            self.retry = self.loop.after(max(0.0, rest), self.hurry)

    def waits(self):
        """A primary that may not be used."""
        return self.known().role == state.PRIMARY and self.claim.mode != claim.SERVING

    def held_back(self):
        return "" if self.claim.mode == claim.SERVING else self.claim.why

    def word(self):
        return word.text(self.known().role, self.claim.mode, self.claim.serving_ballot())

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
        self.judge(heard=False)
        self.notice()
