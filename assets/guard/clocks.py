"""The clock for leases, and a watch that notices when the host or this process stood still."""
import time

# CLOCK_BOOTTIME runs on while the host sleeps; Python 3.6 has no name for it.
BOOTTIME = 7
# Seconds that two clocks may differ between two looks, or that the loop may be late, before that counts as a gap.
GAP = 0.1


def now():
    """Seconds. It goes on while this process, or the host, stands still; in a virtual machine that is paused it may not."""
    return time.clock_gettime(BOOTTIME)


class Watch:
    """Compares the clocks whenever the loop wakes up, which it does several times a second. `gap(seconds)` is called before anything else if the loop
    is late, or if more time has passed on one clock than on another. `seconds` is for how long nothing can have been received.
    """

    def __init__(self, loop, gap):
        self.gap = gap
        self.last = self.look()
        loop.woken = self.compare

    def look(self):
        return time.monotonic(), now(), time.time()

    def compare(self, late):
        before, self.last = self.last, self.look()
        by_monotonic, by_boottime, by_wall = [after - was for after, was in zip(self.last, before)]
        if late > GAP or not -GAP < by_boottime - by_monotonic < GAP or not -GAP < by_wall - by_monotonic < GAP:
            self.gap(max(0.0, late) + max(0.0, by_boottime - by_monotonic))
