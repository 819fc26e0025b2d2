"""Hears the others before a primary is said to be one: what they say is asked for after HAProxy has asked.

No clock tells an agent that its machine was paused: the machine's clocks stood still as well. So no earlier word of the
others is good enough for a 200. A hearing asks each rival anew; all checks that wait when it begins have their answer
from it, usually within a millisecond or two. A rival that says nothing is waited for a moment, for less than HAProxy
waits for the agent, and then left to the rules of claim.py. Where there are witnesses, somebody has to be there: a
primary that meets nobody says nothing, and is to HAProxy what it is to everybody else, silent.
"""
from question import order

# Seconds that a rival may take to answer: one that answered lately, and one that did not.
LONG, SHORT = 0.2, 0.03
# Seconds between the beginnings of two hearings, however many checks there are.
GAP = 0.01
# Of a hundred front ends a few are enough.
MOST_WITNESSES = 5


class Hearing:
    """Checks are served in turns: `ticket()` is the hearing that a new one has to wait for, `passed` whether it is over.

    `over()` is called at the end of each.
    """

    def __init__(self, loop, over):
        self.loop, self.over = loop, over
        self.rivals, self.witnesses = [], []
        self.begun = self.ended = 0
        self.running = self.wanted = False
        self.since, self.mark = -GAP, 0

    def of(self, rivals, witnesses):
        self.rivals, self.witnesses = rivals, witnesses
        if self.running:
            self.begin()

    def ticket(self):
        return self.begun + 1

    def passed(self, ticket):
        if self.ended >= ticket or not self.rivals + self.witnesses:
            return True
        self.want()
        return False

    def want(self):
        """A hearing that begins from now on, soon."""
        if not self.wanted:
            self.wanted = True
            if not self.running:
                self.loop.after(max(0.0, self.since + GAP - self.loop.now()), self.begin)

    def begin(self):
        self.running, self.wanted = True, False
        self.begun += 1
        self.since, self.mark = self.loop.now(), next(order)
        self.waits = [(one, SHORT if one.silent else LONG) for one in self.rivals]
        for contact in self.rivals:
            contact.ask_now()
        self.seek = bool(self.witnesses) and all(one.silent for one in self.rivals)
        if self.seek:
            self.ask_witnesses()
        for seconds in sorted({seconds for _, seconds in self.waits} | {LONG}):
            self.loop.after(seconds, self.look)

    def ask_witnesses(self):
        # Those that were met last: routine questions go to all of them anyway.
        for contact in sorted(self.witnesses, key=lambda one: -one.met)[:MOST_WITNESSES]:
            contact.ask_now()

    def look(self):
        """Whether everybody was heard; called whenever somebody was, or could have been."""
        if not self.running:
            return
        waited = self.loop.now() - self.since
        if any(one.told <= self.mark and waited < seconds for one, seconds in self.waits):
            return
        if self.witnesses and not any(one.met > self.mark for one in self.rivals + self.witnesses):
            # Routine questions go on as well: the first that meets anybody ends this.
            if not self.seek:
                self.seek = True
                self.ask_witnesses()
            return
        for one in self.rivals:
            # Who let a whole hearing pass is not waited for as long in the next one.
            one.silent = one.silent or one.told <= self.mark
        self.running = False
        self.ended = self.begun
        again, self.wanted = self.wanted, False
        self.over()
        if again:
            self.want()
