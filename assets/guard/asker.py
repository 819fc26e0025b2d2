"""Asks this node's PostgreSQL over one lasting session, when it is told to: the question is parsed and planned once a session."""
import reading
from prober import Prober

EXECUTE = "EXECUTE n2acd_guard"
# A session that was taken over from the process before has it already, perhaps in older words.
PREPARE = "DEALLOCATE ALL; PREPARE n2acd_guard AS %s; %s" % (reading.SQL, EXECUTE)


class Asker(Prober):
    def __init__(self, loop, port, settings, changed, store):
        super().__init__(loop, port, settings, changed, store, meaning=reading.from_row)
        self.prepared = None

    def question(self):
        if self.link is self.prepared:
            return EXECUTE
        self.prepared = self.link
        return PREPARE

    def rest(self):
        """Until `hurry`."""
