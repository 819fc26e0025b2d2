"""Another machine that is asked at regular intervals: a rival for its claim, a witness for whether it can be reached."""
import addresses
import peer_claim
from question import Question


class Contact:
    """`claim` is the last one that was believed, and `heard_at` when it came; `reached_at` is when the machine was reached last, even if it gave no
    claim. Both times are on the loop's clock, and None before the first. `pause()` gives the seconds until the next regular question.

    `last_ended`, `last_reached` and `last_answered` are question numbers: of the latest one that came to an end, of the latest one that
    reached the machine, and of the one that `claim` answers.
    """

    def __init__(self, loop, host, port, asks, key, pause, heard):
        self.loop, self.host, self.port, self.asks, self.key = loop, host, port, asks, key
        self.pause, self.heard = pause, heard
        self.claim, self.heard_at, self.reached_at = peer_claim.NOTHING, None, None
        self.last_ended = self.last_reached = self.last_answered = 0
        # Set when the last regular question, or a poll, had no answer. Polls wait longer for a machine that is not silent.
        self.silent = False
        self.regular = self.urgent = None
        self.timer = loop.after(0, self.attempt)

    def remember(self, other):
        """Takes over what was known of the same machine before."""
        self.claim, self.heard_at, self.reached_at = other.claim, other.heard_at, other.reached_at
        self.silent = other.silent

    def stop(self):
        self.timer.cancel()
        for question in (self.regular, self.urgent):
            if question:
                question.hang_up()
        self.regular = self.urgent = None

    def attempt(self):
        self.timer = self.loop.after(self.pause(), self.attempt)
        if not self.regular:
            self.regular = self.ask(self.regular_ended)

    def ask_now(self):
        """For a check that waits. An earlier question is given up, because its answer may be older than that check."""
        if self.urgent:
            self.urgent.hang_up()
        self.urgent = self.ask(self.urgent_ended)

    def ask(self, done):
        return Question(self.loop, addresses.of(self.host, self.port), self.asks, self.key, done)

    def regular_ended(self, question):
        self.regular = None
        self.silent = not question.reached
        self.ended(question)

    def urgent_ended(self, question):
        self.urgent = None
        if question.reached:
            self.silent = False
        self.ended(question)

    def ended(self, question):
        now = self.loop.now()
        # Two questions may be under way at once: the answer to the later one counts.
        if question.claim and question.number > self.last_answered:
            self.claim, self.heard_at, self.last_answered = question.claim, now, question.number
        self.last_ended = max(self.last_ended, question.number)
        if question.reached:
            self.last_reached, self.reached_at = max(self.last_reached, question.number), now
        self.heard()
