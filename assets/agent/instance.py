"""One PostgreSQL instance: its prober, its claim, and the other nodes that are asked about it."""
import collections
import time

import claim
import log
import peer_claim
import state
from contact import Contact
from poll import Poll
from prober import Prober

# Seconds between two polls while a primary waits to be used.
HURRY = 0.05


class Instance:
    """`listen` is the port on which every node's agent answers for this instance. `changed()` is called after each change."""

    def __init__(self, loop, port, listen, settings, changed, kept):
        self.loop, self.port, self.listen = loop, port, listen
        self.settings, self.notice, self.memory = settings, changed, kept.memory
        self.claim = claim.Claim(settings.cut_off, loop.now())
        self.memory.recall(port, self.claim)
        self.poll = Poll(loop, self.polled)
        self.rivals, self.witnesses = [], []
        self.retry = None
        self.connect()
        self.answers = collections.Counter()
        self.logged = None
        self.changes, self.changed_at = 0, time.time()
        self.prober = Prober(loop, port, settings, self.probed, kept.store)
        self.prober.connect()

    def adopt(self, listen, settings):
        def of_others(port, given):
            return port, given.rivals, given.witnesses, given.cut_off, given.agents_key

        before = of_others(self.listen, self.settings)
        self.listen, self.settings = listen, settings
        if before != of_others(listen, settings):
            self.claim.cut_off = settings.cut_off
            self.connect()
        self.prober.adopt(settings)

    def stop(self):
        for contact in self.rivals + self.witnesses:
            contact.stop()
        if self.retry:
            self.retry.cancel()
        self.poll.set_nodes([], [])
        self.prober.stop()

    def connect(self):
        """Begins to ask the other nodes. What is known of nodes that were there before is kept."""
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
        self.poll.set_nodes(self.rivals, self.witnesses)

    def pause(self):
        return self.settings.probe_interval

    def contacted(self):
        self.judge(polled=False)
        self.poll.check()

    def polled(self):
        """A poll is over: the claims of the others are current."""
        self.judge(polled=True)
        self.notice()

    def hurry(self):
        self.retry = None
        if self.waits():
            self.poll.request()

    def judge(self, polled):
        """Decides again whether this primary may be used."""
        before = self.claim.mode
        alone = not self.rivals + self.witnesses
        mark = self.poll.mark
        rivals = {one.host: claim.Heard(one.claim, one.heard_at, one.last_answered > mark) for one in self.rivals}
        reached = [one.reached_at for one in self.rivals + self.witnesses] if self.witnesses else []
        clock = int(time.time() * 1e6)
        self.claim.judge(self.known().role, rivals, reached, self.loop.now(), clock, polled or alone)
        if self.claim.mode == claim.YIELDING and before == claim.SERVING:
            log.warning("port %d: out of service, %s" % (self.port, self.claim.why))
        if self.claim.mode == claim.SERVING and before == claim.YIELDING:
            log.warning("port %d: in service again" % self.port)
        self.memory.note(self.port, self.claim)
        if self.waits() and not self.retry:
            rest = self.poll.since + HURRY - self.loop.now()
            self.retry = self.loop.after(max(0.0, rest), self.hurry)

    def waits(self):
        """Whether it is a primary that may not be used."""
        return self.known().role == state.PRIMARY and self.claim.mode != claim.SERVING

    def held_back(self):
        return "" if self.claim.mode == claim.SERVING else self.claim.why

    def encoded_claim(self):
        return peer_claim.encode(self.known().role, self.claim.mode, self.claim.serving_ballot())

    def known(self):
        """The state; UNKNOWN if the last probe is too old to be trusted."""
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
            was = ", was %s" % state.describe(before) if before else ""
            level("port %d: %s%s" % (self.port, state.describe(now), was))
            self.logged = now
        self.judge(polled=False)
        self.notice()
