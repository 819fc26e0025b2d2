"""Decides how often the guard does its regular work. Waking up costs more than the work, so all of it is done together."""

# Seconds between two beats: usually, and while all is calm, which means that nothing can change soon just because time passes.
BEAT = 0.1
CALM = 0.3


class Pace:
    """`beat()` does the work. `calm()` says whether the beat may be slow; `changed(calm)` is called when that changes."""

    def __init__(self, loop, beat, calm, changed):
        self.loop, self.beat, self.calm, self.changed = loop, beat, calm, changed
        self.slow = False
        self.at, self.period = loop.now(), BEAT
        self.timer = loop.after(BEAT, self.turn)

    def turn(self):
        self.at = self.loop.now()
        self.arm(BEAT)
        self.beat()
        self.check()

    def check(self):
        """Called whenever something may have changed."""
        slow = self.calm()
        period = CALM if slow else BEAT
        if period != self.period:
            self.arm(period)
        if slow != self.slow:
            self.slow = slow
            self.changed(slow)

    def join(self):
        """Another guard has just asked: guards that beat at the same moment wake each other up only once."""
        if self.slow and self.loop.now() - self.at > CALM / 2:
            self.turn()

    def arm(self, period):
        self.timer.cancel()
        self.period = period
        self.timer = self.loop.after(max(0.0, self.at + period - self.loop.now()), self.turn)
