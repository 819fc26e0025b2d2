"""A made-up node for model.py: its PostgreSQL, its guard and its HAProxy, on a clock of its own."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "..", "..", "assets", name) for name in ("guard", "agent")]

import lease  # noqa: E402
import state  # noqa: E402
import verdicts  # noqa: E402

STEP, LEASE, LONG, CURRENT = 0.01, 1.5, 0.2, 1.0
# Between two questions to another guard, and while all is calm; how long one may take.
BEAT, CALM, TIMEOUT = 0.1, 0.3, 0.25
# A probe of PostgreSQL; how long a resumed machine may not know it.
PROBE, RESIDUE = 0.1, 0.45
# HAProxy: how long it takes a server for up that answers 503, and one that is silent. A check that says 200 counts at once.
REFUSED, SILENCE = 0.45, 3.3


class Node:
    def __init__(self, name, chance, now):
        self.name = name
        self.drift = chance.uniform(0.995, 1.005)
        self.role, self.timeline = state.STANDBY, 1
        self.using, self.checks = None, {}
        self.paused = self.paused_at = None
        # What the others were told last; when what was said last arrives.
        self.spread, self.posted = None, {}
        self.stopped = 0.0
        self.clock_stands = False
        self.resumed = self.rushed = self.healed = -9.0
        self.cut = False
        # What its HAProxy was told last of its own server; of the others it is asked all the time.
        self.told = True
        self.restart(now)

    def restart(self, now):
        self.lease = lease.Lease(LEASE, self.clock(now))
        self.heard, self.asked, self.asked_at = {}, {}, {}
        self.reached_at = None
        self.number = self.mark = 0
        self.poll_began = None
        self.seen, self.seen_at = (state.UNKNOWN, 0), -9.0

    def resume(self, now):
        """As the guard's Rival.stood_still: silence does not count while nobody listens."""
        missed = 0 if self.clock_stands else (now - self.paused_at) * self.drift
        self.heard = {name: (status, at + missed, number) for name, (status, at, number) in self.heard.items()}
        self.paused, self.resumed = None, now

    def clock(self, now):
        return now * self.drift - self.stopped

    def status(self):
        role, timeline = self.seen
        serving = self.lease.mode == lease.SERVING
        return lease.Status(role, self.lease.mode, 1, timeline, self.lease.ballot if serving else 0, "")

    def calm(self, others, clock):
        """Whether it beats slowly."""
        waits = self.seen[0] == state.PRIMARY and self.lease.mode != lease.SERVING
        lately = all(clock - self.heard.get(one.name, (None, -9.0))[1] < CALM + TIMEOUT for one in others)
        return lately and not waits and all(self.verdict(one, clock) for one in others)

    def check(self, other):
        """What its HAProxy's check says of a server: True, False, None for silence."""
        if other.paused or (other is not self and (self.cut or other.cut)):
            return None
        return other.role == state.PRIMARY

    def verdict(self, other, clock):
        if other is self:
            return self.told
        status, at, _ = self.heard.get(other.name, (lease.NOTHING, None, 0))
        recent = at is not None and clock - at < CURRENT
        statuses = {name: theirs for name, (theirs, _, _) in self.heard.items()}
        statuses[self.name] = self.status()
        superior = verdicts.highest(other.name, status, self.name, self.lease, statuses)
        return verdicts.other(other.name, status, recent, superior) == verdicts.UP

    def proxy(self, nodes, now):
        """Which server its HAProxy uses now."""
        up = []
        for other in nodes:
            was_up, bad_since = self.checks.get(other.name, (False, None))
            says = self.check(other)
            bad_since = None if says else bad_since or (says, now)
            if bad_since and bad_since[0] is not says:
                bad_since = says, bad_since[1]
            patience = SILENCE if says is None else REFUSED
            is_up = bool(says) or (was_up and now - bad_since[1] < patience)
            self.checks[other.name] = is_up, bad_since
            if is_up and self.verdict(other, self.clock(now)):
                up.append(other)
        if self.using not in up:
            self.using = up[0] if len(up) == 1 else None

    def excused(self, now):
        return now - self.resumed < RESIDUE or now - self.rushed < PROBE + lease.MOMENT + STEP

    def writes_to(self):
        """The primary that takes its clients' rows."""
        return self.using if not self.paused and self.using and self.check(self.using) else None
