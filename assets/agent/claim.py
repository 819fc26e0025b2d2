"""Whether a primary may be used: not while it is cut off, nor while another primary may be in use. Pure.

Agents tell each other their role and their claim. A primary that was cut off from everybody may have been replaced
meanwhile: it stays out of service until the others have said that it was not. So does one that was away without
noticing, such as a virtual machine that was paused: who replaced it has the higher ballot.
"""
import collections

import state

# What a rival said last: when, and whether it was asked for it in the hearing that is being judged.
Said = collections.namedtuple("Said", "word at fresh")
# In use or ready for it; not yet known to be alone; held back because it was cut off, or replaced.
SERVING, UNPROVEN, YIELDING = "serving", "unproven", "yielding"


class Claim:
    """`cut_off` in seconds: nobody else was heard for that long. Told the time by its caller.

    `ballot` orders those who came into use one after the other. Each takes one above all that it has heard of, or the
    Unix time in microseconds where that is higher, which it is unless a clock was changed.
    """

    def __init__(self, cut_off, now):
        self.cut_off = cut_off
        self.back_since = now
        self.ballot = self.highest = 0
        self.begin()

    def begin(self):
        """Nothing is known of the others yet, and nothing that was counts any more."""
        self.mode, self.why = UNPROVEN, "other nodes were not heard yet"

    def serving_ballot(self):
        return self.ballot if self.mode == SERVING else 0

    def judge(self, role, rivals, met, now, clock=0, heard=True):
        """`rivals` {name: Said}, `met` the times of contact with anybody, empty where there is no witness; a time is
        None before the first. `clock` is the Unix time in microseconds. Only where the others were `heard`, at the end
        of a hearing, does a primary come into use.
        """
        self.highest = max([self.highest] + [said.word.ballot or 0 for said in rivals.values()])
        if role == state.UNKNOWN:
            return
        if role != state.PRIMARY:
            return self.begin()
        latest = max([at for at in met if at is not None], default=None)
        if met and (latest is None or now - latest > self.cut_off):
            if self.mode == SERVING:
                self.mode, self.why = YIELDING, "cut off from every other node"
            self.back_since = now
        elif self.mode == SERVING:
            self.yield_to(rivals, now)
        else:
            blocking = self.blocking(rivals, now)
            if blocking:
                self.why = blocking
            elif heard:
                self.mode, self.why = SERVING, ""
                self.ballot = self.highest = max(self.highest + 1, clock)

    def yield_to(self, rivals, now):
        """A rival only came into use because this node was not there to object. One of a version that knows no ballots
        will not yield, so this one does.
        """
        for name, (word, at, _) in sorted(rivals.items()):
            lately = at is not None and now - at <= self.cut_off
            serves = lately and (word.role, word.mode) == (state.PRIMARY, SERVING)
            if serves and (word.ballot is None or word.ballot > self.ballot):
                self.mode, self.why = YIELDING, "%s took its place" % name
                self.back_since = now

    def blocking(self, rivals, now):
        """Why another node may be in use as the primary, or None when none is."""
        for name, (word, at, fresh) in sorted(rivals.items()):
            if at is None or not fresh or now - at > self.cut_off:
                # Silence counts from when there was anybody to hear it.
                if now - max(self.back_since, at or self.back_since) <= self.cut_off:
                    return "%s has yet to be heard" % name
                continue
            gives_way = word.mode == YIELDING and self.mode != YIELDING
            if word.role == state.PRIMARY and not gives_way:
                return "%s is a primary as well" % name
        return None
