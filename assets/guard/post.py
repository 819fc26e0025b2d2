"""One PostgreSQL of this node: what it is, and whether it may be in use."""
import time

import asker
import lease
import log
import state
from clocks import now as clock


class Post:
    """`position` is a Word of what was known of it last; while it does not answer, its timeline stays known."""

    def __init__(self, loop, name, port, settings, changed, kept):
        self.loop, self.name, self.port, self.changed = loop, name, port, changed
        self.lease = lease.Lease(settings.lease, clock())
        self.position = lease.NOTHING._replace(role=state.UNKNOWN)
        self.logged = None
        self.since = time.time()
        self.prober = asker.Asker(loop, port, settings.probe, self.probed, kept)

    def probed(self):
        found = self.prober.state
        known = found.role in state.ANSWERING
        before = self.position
        if before.role == state.STANDBY:
            # PostgreSQL itself has looked since this was judged for the last time.
            self.lease.since = clock() - asker.LOOK
        elif before.role == state.UNAVAILABLE:
            # How long it has been a primary is not known: the others get the whole moment to answer, from now on.
            self.lease.since = clock()
        self.position = self.position._replace(
            role=found.role,
            system=found.system if known else self.position.system,
            timeline=found.timeline if known else self.position.timeline,
            lsn=found.lsn if known else self.position.lsn,
        )
        if self.position._replace(lsn=before.lsn) != before or self.waits():
            self.changed()

    def word(self):
        one = self.lease
        ballot = one.ballot if one.mode == lease.SERVING else 0
        return self.position._replace(mode=one.mode, ballot=ballot)

    def judge(self, rivals, met, heard, grace):
        """Whether that changed anything; called at each change and each beat."""
        self.lease.judge(self.position, rivals, met, clock(), int(time.time() * 1e6), heard, grace)
        now = self.position.role, self.position.timeline, self.lease.mode, self.lease.why
        if now == self.logged:
            return False
        self.logged, self.since = now, time.time()
        out = self.lease.mode in (lease.WAITING, lease.YIELDING)
        (log.warning if out else log.notice)("database %s on port %d: %s" % (self.name, self.port, self.words()))
        return True

    def settled(self):
        """Neither unknown, nor a primary that waits to be used."""
        return self.position.role != state.UNKNOWN and not self.waits()

    def waits(self):
        return self.position.role == state.PRIMARY and self.lease.mode != lease.SERVING

    def words(self):
        at = "%s timeline=%d lsn=%s" % (self.position.role, self.position.timeline, self.position.lsn or "-")
        why = " (%s)" % self.lease.why if self.lease.why and self.position.role == state.PRIMARY else ""
        return "%s %s%s since=%d" % (at, self.lease.mode, why, self.since)
