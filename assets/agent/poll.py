"""Asks all other nodes before a primary is reported as one. The answers count only if they were requested after HAProxy's check arrived.

A paused machine cannot notice the pause by itself, because its clocks stand still as well. So no earlier answer is good enough for a 200. A poll
asks every rival again. All checks that wait when it begins are answered from it, usually within a millisecond or two. A rival that does not answer is
waited for briefly, for less time than HAProxy waits for the agent. After that the rules of claim.py apply. If there are witnesses, a rival or a
witness has to be reached: a primary that reaches nobody does not answer, so HAProxy treats it as everybody else does.
"""
from question import order

# Seconds that a poll waits for a rival that answered the last time, and for one that did not.
LONG, SHORT = 0.2, 0.03
# Seconds between the beginnings of two polls, however many checks there are.
GAP = 0.01
# There may be a hundred front ends; a few are enough.
MAX_WITNESSES = 5


class Poll:
    """`ticket()` is the number of the poll that a new check has to wait for; `passed(ticket)` says whether that poll is over.

    `over()` is called at the end of each poll.
    """

    def __init__(self, loop, over):
        self.loop, self.over = loop, over
        self.rivals, self.witnesses = [], []
        self.begun = self.ended = 0
        self.running = self.requested = False
        self.since, self.mark = -GAP, 0

    def set_nodes(self, rivals, witnesses):
        self.rivals, self.witnesses = rivals, witnesses
        if self.running:
            self.begin()

    def ticket(self):
        return self.begun + 1

    def passed(self, ticket):
        if self.ended >= ticket or not self.rivals + self.witnesses:
            return True
        self.request()
        return False

    def request(self):
        """Has a poll begin soon, but not before now."""
        if not self.requested:
            self.requested = True
            if not self.running:
                self.loop.after(max(0.0, self.since + GAP - self.loop.now()), self.begin)

    def begin(self):
        self.running, self.requested = True, False
        self.begun += 1
        self.since, self.mark = self.loop.now(), next(order)
        self.waits = [(one, SHORT if one.silent else LONG) for one in self.rivals]
        for contact in self.rivals:
            contact.ask_now()
        self.seek = bool(self.witnesses) and all(one.silent for one in self.rivals)
        if self.seek:
            self.ask_witnesses()
        for seconds in sorted({seconds for _, seconds in self.waits} | {LONG}):
            self.loop.after(seconds, self.check)

    def ask_witnesses(self):
        # Those that were reached last: all witnesses are asked at regular intervals anyway.
        for contact in sorted(self.witnesses, key=lambda one: -one.last_reached)[:MAX_WITNESSES]:
            contact.ask_now()

    def check(self):
        """Ends the poll if all answers are there. Called after each answer, and when a time-out may be over."""
        if not self.running:
            return
        waited = self.loop.now() - self.since
        if any(one.last_ended <= self.mark and waited < seconds for one, seconds in self.waits):
            return
        if self.witnesses and not any(one.last_reached > self.mark for one in self.rivals + self.witnesses):
            # The regular questions go on: the first one that reaches anybody ends this poll.
            if not self.seek:
                self.seek = True
                self.ask_witnesses()
            return
        for one in self.rivals:
            # The next poll does not wait as long for a rival that gave no answer in this one.
            one.silent = one.silent or one.last_ended <= self.mark
        self.running = False
        self.ended = self.begun
        again, self.requested = self.requested, False
        self.over()
        if again:
            self.request()
