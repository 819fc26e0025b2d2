"""Whether a primary may be used: not while it is cut off, nor while another primary may be in use. Does no input or output.

Agents tell each other their role and their claim. A primary that was cut off from all others may have been replaced
meanwhile, so it stays out of service until the others have answered that it was not. The same holds for one that stood still
without noticing, such as a virtual machine that was paused: the primary that replaced it has the higher ballot.
"""
import collections

import state

# The last claim of a rival, when it arrived, and whether it was requested in the poll that is being judged.
Heard = collections.namedtuple("Heard", "claim at fresh")
# SERVING: in use, or ready for it. UNPROVEN: it is not known yet whether another primary is in use. YIELDING: out of use, because
# it was cut off or replaced.
SERVING, UNPROVEN, YIELDING = "serving", "unproven", "yielding"


class Claim:
    """`cut_off`: a primary that has heard nobody for so many seconds is cut off. The caller passes the time.

    `ballot` orders the primaries that came into use one after the other. Each takes one more than the highest that it knows, or the
    Unix time in microseconds if that is higher, as it is unless a clock was changed.
    """

    def __init__(self, cut_off, now):
        self.cut_off = cut_off
        self.back_since = now
        self.ballot = self.highest = 0
        self.begin()

    def begin(self):
        """Begins anew: nothing is known of the others, and nothing from before counts."""
        self.mode, self.why = UNPROVEN, "other nodes were not heard yet"

    def serving_ballot(self):
        return self.ballot if self.mode == SERVING else 0

    def judge(self, role, rivals, reached, now, clock=0, polled=True):
        """`rivals` is {name: Heard}. `reached` has the time at which each other node was reached last, None before the first; it is empty if
        there is no witness. `clock` is the Unix time in microseconds. A primary comes into use only at the end of a poll,
        where `polled` is set.
        """
        self.highest = max([self.highest] + [heard.claim.ballot or 0 for heard in rivals.values()])
        if role == state.UNKNOWN:
            return
        if role != state.PRIMARY:
            return self.begin()
        latest = max([at for at in reached if at is not None], default=None)
        if reached and (latest is None or now - latest > self.cut_off):
            if self.mode == SERVING:
                self.mode, self.why = YIELDING, "cut off from every other node"
            self.back_since = now
        elif self.mode == SERVING:
            self.yield_to(rivals, now)
        else:
            blocking = self.blocking(rivals, now)
            if blocking:
                self.why = blocking
            elif polled:
                self.mode, self.why = SERVING, ""
                self.ballot = self.highest = max(self.highest + 1, clock)

    def yield_to(self, rivals, now):
        """A rival can only have come into use because this node did not answer. An agent of a version without ballots
        will not yield, so this one does.
        """
        for name, (theirs, at, _) in sorted(rivals.items()):
            recent = at is not None and now - at <= self.cut_off
            serves = recent and (theirs.role, theirs.mode) == (state.PRIMARY, SERVING)
            if serves and (theirs.ballot is None or theirs.ballot > self.ballot):
                self.mode, self.why = YIELDING, "%s took its place" % name
                self.back_since = now

    def blocking(self, rivals, now):
        """Why another primary may be in use, or None if none is."""
        for name, (theirs, at, fresh) in sorted(rivals.items()):
            if at is None or not fresh or now - at > self.cut_off:
                # Silence counts only from when this node could receive anything.
                if now - max(self.back_since, at or self.back_since) <= self.cut_off:
                    return "%s has yet to be heard" % name
                continue
            gives_way = theirs.mode == YIELDING and self.mode != YIELDING
            if theirs.role == state.PRIMARY and not gives_way:
                return "%s is a primary as well" % name
        return None
