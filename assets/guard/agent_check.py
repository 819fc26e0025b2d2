"""Answers HAProxy's agent-check: the question "NODE DATABASE" is answered "up", or "down #why".

A change is sent at once, to a question that is waiting. So an answer that changes nothing is held for a moment. An answer "down" is never held: after
a reload the new HAProxy process has forgotten it. HAProxy separates words at spaces, so the # needs one before it. HAProxy leaves a server as it
is if a question is not answered, or if there is no guard.
"""
import re

from lines import Lines
from question import order

QUESTION = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,62}) ([A-Za-z0-9][A-Za-z0-9_-]{0,62})\Z")
MAX_CONNECTIONS = 512
TIMEOUT = 2.0


class AgentCheck:
    """`verdict(node, database)` is "" for up, a reason for down, None for no answer. `confirmed(question)` says whether an "up" was confirmed
    after the question came. `status()` is the text for a person who asks "status".
    """

    def __init__(self, loop, hold, verdict, confirmed, status):
        self.loop, self.hold, self.verdict, self.confirmed, self.status = loop, hold, verdict, confirmed, status
        self.lines = Lines(loop, self.received, MAX_CONNECTIONS, TIMEOUT)
        # Connections that wait for an answer, and the last answer for each server.
        self.waiting, self.told = [], {}
        # While all is calm, questions are read at the next beat only, so they have waited by then.
        self.calm = False

    def accept(self, taken, port):
        self.lines.accept(taken, port)

    def received(self, connection, line):
        if line == "status":
            connection.send(self.status())
            return connection.close()
        found = QUESTION.match(line)
        if not found or connection.note:
            return connection.abort()
        connection.note = Question(found.groups(), self.loop.now() + (0.0 if self.calm else self.hold))
        if not self.answered(connection):
            self.waiting.append(connection)

    def answer_waiting(self):
        """Called whenever something may have changed, and at each beat for the questions that have waited long enough."""
        waiting, self.waiting = self.waiting, []
        for connection in waiting:
            if connection.socket and not self.answered(connection):
                self.waiting.append(connection)

    def told_all(self):
        """Whether the last answer for each server is still right."""
        return all(reply.startswith("down") == bool(self.verdict(*server)) for server, reply in self.told.items())

    def answered(self, connection):
        question = connection.note
        verdict = self.verdict(*question.server)
        due = self.loop.now() >= question.due
        if verdict:
            reply = "down #%s\n" % verdict
        elif verdict is None:
            reply = ""
            if not due:
                return False
        else:
            reply = "up\n"
            known = self.told.get(question.server) == reply
            # While all is calm, an answer that changes nothing needs no confirmation.
            if known and not due or not (known and self.calm) and not self.confirmed(question):
                return False
        if reply:
            self.told[question.server] = reply
            connection.send(reply)
        connection.close()
        return True


class Question:
    """`number`: a rival's answer to a question with a higher number was requested later. `ticket`: the poll that its answer waits for, if any."""

    def __init__(self, server, due):
        self.server, self.due, self.number, self.ticket = server, due, next(order), None
