"""A machine that is asked only whether it can be reached."""
from clocks import now as clock
from contact import Contact

# Seconds between two regular questions. While no rival answers, each poll asks as well.
PAUSE = 1.0


class Witness(Contact):
    """`asked_at`, on clocks.now(), is when the last question that reached it was asked; None before the first."""

    def __init__(self, loop, host, port, heard):
        self.asked_at = None
        super().__init__(loop, host, port, False, "", lambda: PAUSE, heard)

    def ask(self, done):
        question = super().ask(done)
        question.asked_at = clock()
        return question

    def ended(self, question):
        if question.reached:
            self.asked_at = max(self.asked_at or 0, question.asked_at)
        super().ended(question)
