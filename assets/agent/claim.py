"""Whether a primary may be used: not while it is cut off, nor while another primary may be in use. Pure.

Agents tell each other their role and their claim. A primary that was cut off from everybody may have been replaced
meanwhile: it stays out of service until the others have said that it was not.
"""
import state

# In use or ready for it; not yet known to be alone; held back because it was cut off.
SERVING, UNPROVEN, YIELDING = "serving", "unproven", "yielding"


class Claim:
    """`cut_off` in seconds: nobody else was heard for that long. Told the time by its caller."""

    def __init__(self, cut_off, now):
        self.cut_off = cut_off
        self.back_since = now
        self.begin()

    def begin(self):
        """Nothing is known of the others yet, and nothing that was counts any more."""
        self.mode, self.why = UNPROVEN, "other nodes were not heard yet"

    def judge(self, role, rivals, witnesses, now):
        """`rivals` {name: (word, time of it)}, `witnesses` times of contact; a time is None before the first.

        A word is a role and a claim, such as "primary serving".
        """
        if role != state.PRIMARY:
            return self.begin()
        heard = [at for _, at in rivals.values()] + list(witnesses)
        latest = max([at for at in heard if at is not None], default=None)
        if witnesses and (latest is None or now - latest > self.cut_off):
            if self.mode == SERVING:
                self.mode, self.why = YIELDING, "cut off from every other node"
            self.back_since = now
        elif self.mode != SERVING:
            blocking = self.blocking(rivals, now)
            if blocking:
                self.why = blocking
            else:
                self.mode, self.why = SERVING, ""

    def blocking(self, rivals, now):
        """Why another node may be in use as the primary, or None when none is."""
        for name, (word, at) in sorted(rivals.items()):
            if at is None or now - at > self.cut_off:
                # Silence counts from when there was anybody to hear it.
                if now - max(self.back_since, at or self.back_since) <= self.cut_off:
                    return "%s has yet to be heard" % name
                continue
            role, _, mode = word.partition(" ")
            gives_way = mode == YIELDING and self.mode != YIELDING
            if role == state.PRIMARY and not gives_way:
                return "%s is a primary as well" % name
        return None
