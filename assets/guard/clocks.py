"""The clocks of this host: one for leases, and a look at whether the host or this process stood still."""
import time

# CLOCK_BOOTTIME runs on while the host sleeps; Python 3.6 has no name for it.
BOOTTIME = 7
# Seconds that two clocks may run apart between two looks, or that a look may be late, and nothing has happened.
GAP = 0.1


def now():
    """Seconds. It goes on while this process, or the host, stands still; in a virtual machine that is paused it may not."""
    return time.clock_gettime(BOOTTIME)


class Watch:
    """Looks every so often; `gap()` is called when less or more time has passed than should have, on any clock."""

    def __init__(self, loop, gap, period=0.05):
        self.gap, self.period = gap, period
        self.last = self.look()
        loop.every(period, self.compare)

    def look(self):
        return time.monotonic(), now(), time.time()

    def compare(self):
        before, self.last = self.last, self.look()
        passed = [after - was for after, was in zip(self.last, before)]
        if max(passed) > self.period + GAP or max(passed) - min(passed) > GAP:
            self.gap()
