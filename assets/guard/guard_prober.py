"""Reads the state of this node's PostgreSQL at intervals, over one session in which the query is parsed and planned once.

PostgreSQL answers late if nothing has changed. A standby looks ten times a second whether it was promoted. A primary that
becomes a standby closes the session, so there is nothing to look for.
"""
import reading
import state
from prober import Prober

# A session that was taken over from the process before has a prepared query already, perhaps an older one.
PREPARE = "DEALLOCATE ALL; PREPARE n2acd_guard(boolean, float8, int) AS %s; " % reading.SQL
# Seconds between two looks of PostgreSQL, or between two queries if PostgreSQL does not wait.
INTERVAL = 0.1
# Seconds that PostgreSQL waits at most.
WAIT = 0.5
# Seconds without an answer after which PostgreSQL counts as silent: for at least 0.8 s of them it stood still.
SILENT = 1.3


class GuardProber(Prober):
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
        self.timer = self.loop.after(max(0.0, INTERVAL - self.took), self.probe)

    def leave(self, left):
        """Calls left() once no query is under way: the next process would have to wait for its answer."""
        self.leaving = left
        if not (self.proven and self.link.script):
            self.rest()


def execute(known):
    """The query for a PostgreSQL of which `known`, a Reading, is known; with None it is answered at once."""
    if known is None or known.role not in state.ANSWERING:
        return "EXECUTE n2acd_guard(NULL, 0, 0)"
    # Shorter than the time after which PostgreSQL cancels or logs a statement.
    wait = min(WAIT, (known.limit or WAIT * 2) / 2)
    if known.role == state.STANDBY:
        return "EXECUTE n2acd_guard(true, %s, %d)" % (INTERVAL, wait / INTERVAL + 0.01)
    return "EXECUTE n2acd_guard(false, %.3f, 1)" % wait
