"""A machine that is asked only whether it is there."""
from clocks import now as clock
from contact import Contact

# Seconds between two routine questions. While no rival answers, each hearing asks as well.
PAUSE = 1.0


class Witness(Contact):
    """`asked_at`, on clocks.now(): when it was asked what it answered last, None before the first time."""

    def __init__(self, loop, host, port, heard):
        self.asked_at = None
        super().__init__(loop, host, port, False, "", lambda: PAUSE, heard)

    def put(self, done):
        question = super().put(done)
        question.asked_at = clock()
        return question

    def ended(self, question):
        if question.met:
            self.asked_at = max(self.asked_at or 0, question.asked_at)
        super().ended(question)
