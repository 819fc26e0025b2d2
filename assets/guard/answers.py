"""Answers HAProxy's agent-check: "NODE DATABASE" is answered "up", or "down #why".

What changes is said at once, to a question that waits; so an answer that changes nothing is held back for a moment. Bad
news is never held back: after a reload the new HAProxy has forgotten it. HAProxy reads words apart by spaces, so the sharp
needs one before it. A question without an answer, like a guard that is not there, leaves a server as it is.
"""
import re

from lines import Lines
from question import order

QUESTION = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,62}) ([A-Za-z0-9][A-Za-z0-9_-]{0,62})\Z")
MOST = 512
PATIENCE = 2.0


class Answers:
    """`verdict(node, database)` is "" for up, words for down, None for nothing; `sure(question)` whether an up was made sure of
    after the question came. `status()` is the text for a person who asks "status".
    """

    def __init__(self, loop, hold, verdict, sure, status):
        self.loop, self.hold, self.verdict, self.sure, self.status = loop, hold, verdict, sure, status
        self.lines = Lines(loop, self.heard, MOST, PATIENCE)
        # Who waits for an answer; what each server was told last.
        self.waiting, self.told = [], {}
        # Whether its questions are read late, at a beat, and have waited by then.
        self.calm = False

    def accept(self, taken, port):
        self.lines.accept(taken, port)

    def heard(self, one, line):
        if line == "status":
            one.send(self.status())
            return one.close()
        found = QUESTION.match(line)
        if not found or one.note:
            return one.abort()
        one.note = Question(found.groups(), self.loop.now() + (0.0 if self.calm else self.hold))
        if not self.answered(one):
            self.waiting.append(one)

    def look(self):
        """Called whenever something may have changed, and at each beat for those who have waited for long enough."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            if one.socket and not self.answered(one):
                self.waiting.append(one)

    def told_all(self):
        """Whether each server was last told what holds now."""
        return all(words.startswith("down") == bool(self.verdict(*server)) for server, words in self.told.items())

    def answered(self, one):
        question = one.note
        verdict = self.verdict(*question.server)
        ripe = self.loop.now() >= question.due
        if verdict:
            words = "down #%s\n" % verdict
        elif verdict is None:
            words = ""
            if not ripe:
                return False
        else:
            words = "up\n"
            known = self.told.get(question.server) == words
            # While all is calm nobody has to be sure of what changes nothing.
            if known and not ripe or not (known and self.calm) and not self.sure(question):
                return False
        if words:
            self.told[question.server] = words
            one.send(words)
        one.close()
        return True


class Question:
    """`number`: what rivals answer to questions with higher ones was asked after this. `ticket`: which hearing its answer has to
    wait for, where it has to.
    """

    def __init__(self, server, due):
        self.server, self.due, self.number, self.ticket = server, due, next(order), None
