"""Asks this node's PostgreSQL over one lasting session, again and again: the question is parsed and planned once a session.

PostgreSQL waits before it answers that nothing has changed. A standby looks ten times a second whether it was promoted. A primary that
is made a standby hangs up, so there is nothing to look for.
"""
import reading
import state
from prober import Prober

# A session that was taken over from the process before has it already, perhaps in older words.
PREPARE = "DEALLOCATE ALL; PREPARE n2acd_guard(boolean, float8, int) AS %s; " % reading.SQL
# Seconds between two looks, or two questions where PostgreSQL does not wait.
LOOK = 0.1
# Seconds that PostgreSQL waits at most.
WAIT = 0.5
# Seconds after which one that has not answered is silent. It stood still for at least 0.8 of them.
SILENT = 1.3


class Asker(Prober):
    def __init__(self, loop, port, settings, changed, store):
        super().__init__(loop, port, settings, changed, store, meaning=reading.from_row)
        self.prepared = None
        self.leaving, self.left = None, False

    def question(self):
        if self.link is self.prepared:
            return execute(self.state)
        self.prepared = self.link
        return PREPARE + execute(None)

    def expect_answer(self):
        self.deadline = self.loop.after(SILENT, self.silent)

    def rest(self):
        if self.leaving:
            self.left = True
            return self.leaving()
        self.timer = self.loop.after(max(0.0, LOOK - self.took), self.probe)

    def leave(self, left):
        """Calls left() once no question is under way: the next process would have to wait for the answer."""
        self.leaving = left
        if not (self.proven and self.link.script):
            self.rest()


def execute(known):
    """The question to one of whom `known` is known, a Reading; None for an answer at once."""
    if known is None or known.role not in state.ANSWERING:
        return "EXECUTE n2acd_guard(NULL, 0, 0)"
    # Shorter than what is cut off, or fills a log.
    wait = min(WAIT, (known.limit or WAIT * 2) / 2)
    if known.role == state.STANDBY:
        return "EXECUTE n2acd_guard(true, %s, %d)" % (LOOK, wait / LOOK + 0.01)
    return "EXECUTE n2acd_guard(false, %.3f, 1)" % wait
