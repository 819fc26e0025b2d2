"""One question to another machine, sent to all of its addresses at once: the first good answer counts."""
import itertools
import time

import peer_claim
import signature
from call import Call

# Seconds that one question may take.
TIMEOUT = 0.5
# A name may have many addresses; no more than this many are asked.
MAX_ADDRESSES = 8

# Questions are numbered in the order in which they are asked. A higher number means a more recent answer, whatever the clocks say.
order = itertools.count(1)


class Question:
    """Asks a rival for its claim, or a witness only whether it can be reached. `done(question)` is called once.

    `claim` is the rival's, or None if it gave none that can be believed. `reached` says whether the machine answered at all.
    """

    def __init__(self, loop, endpoints, asks, key, done):
        self.loop, self.asks, self.key, self.done = loop, asks, key, done
        self.number = next(order)
        self.began = time.monotonic()
        self.nonce = signature.nonce()
        self.claim, self.reached = None, False
        self.refusals = self.ends = 0
        self.deadline = loop.after(TIMEOUT, self.conclude)
        text = peer_claim.request(self.nonce) if asks else None
        self.calls = []
        for family, address in endpoints[:MAX_ADDRESSES]:
            try:
                self.calls.append(Call(loop, family, address, text, self.ended))
            except OSError:
                # This host does not support that address family.
                continue
        if not self.calls:
            loop.after(0, self.conclude)

    def ended(self, call):
        self.ends += 1
        self.refusals += call.refused
        # An answer that was received while the agent stood still is out of date.
        late = time.monotonic() - self.began > 2 * TIMEOUT
        if call.response is not None and self.asks and not late:
            self.claim = peer_claim.decode(call.response, self.key, self.nonce, call.address)
        if self.claim or (not self.asks and (call.refused or call.response is not None)):
            self.reached = True
            self.conclude()
        elif self.ends == len(self.calls):
            self.all_ended(late)

    def all_ended(self, late):
        """A machine that refuses the connection was reached. Without a key, it is also believed to serve nothing on that port."""
        if self.refusals == self.ends and not late:
            self.reached = True
            self.claim = None if self.key else peer_claim.NOTHING
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
