"""Whether a primary may be in use: only while its lease holds, and not once it is superseded. Does no input or output.

Guards tell each other the role, timeline and mode of their PostgreSQL. The higher timeline wins at once, because a promoted standby
continues from where the old primary stopped. An answer from a rival or a witness renews the lease. A standby that is promoted while a
rival is silent waits until that rival's lease has certainly ended.
"""
import collections

import state

# The last status from the guard of a node, when it arrived, and whether it answers a question of the poll that is being judged.
Heard = collections.namedtuple("Heard", "status at fresh")
# `system` is PostgreSQL's system identifier: timelines of two different systems cannot be compared.
Status = collections.namedtuple("Status", "role mode system timeline ballot lsn")
NOTHING = Status("", "", 0, 0, 0, "")

# SERVING: in use. UNPROVEN: it is not known yet whether another primary is in use; HAProxy gets no answer. COMING: it was promoted a
# moment ago, and all nodes that have to give way can be reached; HAProxy gets no answer either, because it keeps the old server until
# that is down. WAITING: it was promoted, and another primary may still be in use; it is kept out. YIELDING: it was in use, and is kept out.
SERVING, UNPROVEN, COMING, WAITING, YIELDING = "serving", "unproven", "coming", "waiting", "yielding"
# Seconds for which a promoted primary is COMING, from when it was last seen as a standby. All nodes that can be reached answer within them.
MOMENT = 0.15
# Seconds that are added to a rival's lease, for messages under way and for clocks that run at different speeds.
MARGIN = 0.3
# Seconds without an answer after which a rival counts as silent. One that can be reached answers at least every 0.3 s.
SILENT = 0.45


class Lease:
    """`seconds` is how long it lasts. The caller passes the time, from a clock that goes on while the process stands still.

    `ballot` orders the primaries that came into use one after the other on one timeline, as in the agent's claim.py.
    """

    def __init__(self, seconds, now):
        self.seconds = seconds
        self.since = self.back_since = now
        self.ballot = self.highest = 0
        # By system: the highest timeline that was in use elsewhere, and on which node; the highest one that was in use here.
        self.served, self.served_here = {}, {}
        self.was_standby = False
        # Why it would not be used if it were promoted now. HAProxy's check may see a promotion up to 0.1 s before the guard does.
        self.doubt = ""
        self.begin()

    def begin(self):
        self.mode, self.why = UNPROVEN, "other nodes were not heard yet"

    def learn(self, rivals):
        """Notes what remains true when rivals fall silent. If a node became a standby of an older timeline, a person has undone its promotion."""
        for name, (status, _, _) in sorted(rivals.items()):
            self.highest = max(self.highest, status.ballot)
            best = self.served.get(status.system, (0, ""))
            if status.role == state.PRIMARY and status.mode == SERVING:
                self.served[status.system] = max(best, (status.timeline, name))
            elif status.role == state.STANDBY and best[1] == name and status.timeline < best[0]:
                del self.served[status.system]

    def judge(self, own, rivals, reached, now, clock=0, polled=True, grace=0.0):
        """`own` is a Status, `rivals` {name: Heard}. `reached` has, for each node, when the last question was asked that it answered; None
        before the first. It is empty if there is no witness. `clock` is the Unix time in microseconds. `polled` says that a poll has
        just ended. Before `grace` no lease is given up: after a gap the others are asked first.
        """
        self.learn(rivals)
        if own.role == state.UNKNOWN:
            return
        if own.role == state.STANDBY:
            self.served_here.pop(own.system, None)
        if own.role != state.PRIMARY:
            self.was_standby = own.role == state.STANDBY or (self.was_standby and own.role == state.UNAVAILABLE)
            self.doubt = self.cut_off(reached, now) or self.silence(rivals, now)
            self.since = now
            return self.begin()
        self.doubt = ""
        superior = self.superior(own, rivals)
        cut_off = self.cut_off(reached, now)
        if superior:
            self.give_up("superseded by %s, timeline %d" % superior, now)
        elif cut_off and now >= grace:
            self.give_up(cut_off, now)
        elif self.mode == SERVING:
            self.yield_to(own, rivals, now)
        else:
            blocking = self.blocking(own, rivals, now)
            if polled and not blocking:
                self.mode, self.why, self.was_standby = SERVING, "", False
                self.served_here[own.system] = own.timeline
                self.ballot = self.highest = max(self.highest + 1, clock)
            elif self.was_standby and self.mode in (UNPROVEN, COMING):
                self.mode = COMING if self.comes(own, rivals, now) else WAITING
            self.why = blocking or self.why

    def cut_off(self, reached, now):
        latest = max([at for at in reached if at is not None] or [self.since])
        return "cut off from every other node" if reached and now - latest > self.seconds else ""

    def silence(self, rivals, now):
        """Names a rival that has fallen silent and may still be in use, or returns an empty text."""
        for name, (_, at, _) in sorted(rivals.items()):
            if (at is None or now - at > SILENT) and self.may_serve(at, now):
                return "%s has yet to be heard" % name
        return ""

    def comes(self, own, rivals, now):
        others = [status for status, _, _ in rivals.values() if status.role == state.PRIMARY]
        silent = self.silence(rivals, now)
        return now - self.since <= MOMENT and not silent and all(newer(own, status) for status in others)

    def may_serve(self, at, now):
        """Whether the lease of a rival that was heard last at this time may still hold."""
        return now - max(self.back_since, at or self.back_since) <= self.seconds + MARGIN

    def give_up(self, why, now):
        self.mode, self.why, self.back_since = YIELDING, why, now

    def superior(self, own, rivals):
        """(name, timeline) of the primary that has superseded this one: a primary now, or one that was in use before it fell silent. Or None."""
        found = promoted_from(own, {name: heard.status for name, heard in rivals.items()})
        timeline, name = max(found + [self.served.get(own.system, (0, ""))])
        return (name, timeline) if timeline > own.timeline else None

    def yield_to(self, own, rivals, now):
        """Of two primaries on one timeline, the one that came into use first yields, as among the agents."""
        for name, (status, at, _) in sorted(rivals.items()):
            recent = at is not None and now - at <= self.seconds
            serves = recent and (status.role, status.mode) == (state.PRIMARY, SERVING)
            if serves and not newer(own, status) and status.ballot > self.ballot:
                self.give_up("%s took its place" % name, now)

    def blocking(self, own, rivals, now):
        """Why another primary may be in use, or None if none is."""
        for name, (status, at, fresh) in sorted(rivals.items()):
            if at is None or not fresh or now - at > self.seconds:
                if self.may_serve(at, now):
                    return "%s has yet to be heard" % name
                continue
            gives_way = status.mode == YIELDING and (self.mode != YIELDING or newer(own, status))
            if status.role == state.PRIMARY and not gives_way:
                return "%s is a primary as well" % name
        return None


def promoted_from(status, statuses):
    """[(timeline, name)] of the primaries in {name: Status} that were promoted after that one."""
    return [(other.timeline, name) for name, other in statuses.items() if newer(other, status)]


def newer(one, other):
    """Whether `one` is a primary on a later timeline of the same system."""
    return one.role == state.PRIMARY and one.system == other.system and one.timeline > other.timeline
