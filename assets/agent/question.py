"""One question to another machine, put to all of its addresses at once: the first good answer counts."""
import itertools
import time

import signature
import word
from call import Call

# Seconds that one question may take.
PATIENCE = 0.5
# Of a name's addresses no more than so many are asked.
MOST_ADDRESSES = 8

# Questions are numbered in the order in which they were put: what was asked later is known to be fresher, whatever the
# clocks say.
order = itertools.count(1)


class Question:
    """Put to a rival it asks for a word, put to a witness only whether anybody is there. `done(question)` comes once.

    `word` is a rival's, where it said one that can be believed; `met` is whether the machine is there at all.
    """

    def __init__(self, loop, places, asks, key, done):
        self.loop, self.asks, self.key, self.done = loop, asks, key, done
        self.number = next(order)
        self.began = time.monotonic()
        self.nonce = signature.nonce()
        self.word, self.met = None, False
        self.refusals = self.ends = 0
        self.deadline = loop.after(PATIENCE, self.conclude)
        text = word.question(self.nonce) if asks else None
        self.calls = []
        for family, place in places[:MOST_ADDRESSES]:
            try:
                self.calls.append(Call(loop, family, place, text, self.ended))
            except OSError:
                # This host does not speak that family.
                continue
        if not self.calls:
            loop.after(0, self.conclude)

    def ended(self, call):
        self.ends += 1
        self.refusals += call.refused
        # An answer that lay about while the agent stood still says how things were.
        late = time.monotonic() - self.began > 2 * PATIENCE
        if call.said is not None and self.asks and not late:
            self.word = word.read(call.said, self.key, self.nonce, call.place)
        if self.word or (not self.asks and (call.refused or call.said is not None)):
            self.met = True
            self.conclude()
        elif self.ends == len(self.calls):
            self.all_ended(late)

    def all_ended(self, late):
        """Who refuses a connection is there. Without a key it is believed as well that he serves nobody on that port."""
        if self.refusals == self.ends and not late:
            self.met = True
            self.word = None if self.key else word.NOTHING
        self.conclude()

    def conclude(self):
        if self.deadline:
            self.hang_up()
            self.done(self)

    def hang_up(self):
        if self.deadline:
            self.deadline.cancel()
            self.deadline = None
        for call in self.calls:
            call.hang_up()
