"""How often the guard does what it does again and again. To wake up costs more than to do it, so all of it is done in one go."""

# Seconds between two beats, and while there is nothing that time alone can change soon.
BEAT = 0.1
CALM = 0.3


class Pace:
    """`calm()` says whether it may be slow; `changed(calm)` is told when that becomes another."""

    def __init__(self, loop, beat, calm, changed):
        self.loop, self.beat, self.calm, self.changed = loop, beat, calm, changed
        self.slow = False
        self.at, self.period = loop.now(), BEAT
        self.timer = loop.after(BEAT, self.turn)

    def turn(self):
        self.at = self.loop.now()
        self.arm(BEAT)
        self.beat()
        self.look()

    def look(self):
        """Called whenever something may have changed."""
        slow = self.calm()
        period = CALM if slow else BEAT
        if period != self.period:
            self.arm(period)
        if slow != self.slow:
            self.slow = slow
            self.changed(slow)

    def along(self):
        """Another guard beats now: those that do it together wake each other up once."""
        if self.slow and self.loop.now() - self.at > CALM / 2:
            self.turn()

    def arm(self, period):
        self.timer.cancel()
        self.period = period
        self.timer = self.loop.after(max(0.0, self.at + period - self.loop.now()), self.turn)
