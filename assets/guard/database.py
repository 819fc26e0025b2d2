"""One PostgreSQL of this node: what is known of it, and whether it may be in use."""
import time

import guard_prober
import lease
import log
import state
from clocks import now as clock


class Database:
    """`known` is the Status that was read last. While PostgreSQL does not answer, `known` keeps its timeline."""

    def __init__(self, loop, name, port, settings, changed, kept):
        self.loop, self.name, self.port, self.changed = loop, name, port, changed
        self.lease = lease.Lease(settings.lease, clock())
        self.known = lease.NOTHING._replace(role=state.UNKNOWN)
        self.logged = None
        self.since = time.time()
        self.prober = guard_prober.GuardProber(loop, port, settings.probe, self.probed, kept)

    def probed(self):
        found = self.prober.state
        answers = found.role in state.ANSWERING
        before = self.known
        if before.role == state.STANDBY:
            # PostgreSQL was still a standby when its own loop looked last, which may be later than the last judgement here.
            self.lease.since = clock() - guard_prober.INTERVAL
        elif before.role == state.UNAVAILABLE:
            # It may have been a primary for any length of time: from now on the others get the whole MOMENT to answer.
            self.lease.since = clock()
        self.known = self.known._replace(
            role=found.role,
            system=found.system if answers else self.known.system,
            timeline=found.timeline if answers else self.known.timeline,
            lsn=found.lsn if answers else self.known.lsn,
        )
        if self.known._replace(lsn=before.lsn) != before or self.waits():
            self.changed()

    def status(self):
        """What the other guards are told."""
        ballot = self.lease.ballot if self.lease.mode == lease.SERVING else 0
        return self.known._replace(mode=self.lease.mode, ballot=ballot)

    def judge(self, rivals, reached, polled, grace):
        """Judges the lease again, at each change and each beat. Returns whether anything changed."""
        self.lease.judge(self.known, rivals, reached, clock(), int(time.time() * 1e6), polled, grace)
        now = self.known.role, self.known.timeline, self.lease.mode, self.lease.why
        if now == self.logged:
            return False
        self.logged, self.since = now, time.time()
        out = self.lease.mode in (lease.WAITING, lease.YIELDING)
        (log.warning if out else log.notice)("database %s on port %d: %s" % (self.name, self.port, self.describe()))
        return True

    def settled(self):
        """Whether its role is known, and it is not a primary that waits to be used."""
        return self.known.role != state.UNKNOWN and not self.waits()

    def waits(self):
        return self.known.role == state.PRIMARY and self.lease.mode != lease.SERVING

    def describe(self):
        at = "%s timeline=%d lsn=%s" % (self.known.role, self.known.timeline, self.known.lsn or "-")
        why = " (%s)" % self.lease.why if self.lease.why and self.known.role == state.PRIMARY else ""
        return "%s %s%s since=%d" % (at, self.lease.mode, why, self.since)
