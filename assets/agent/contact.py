"""Another machine that is asked again and again: a rival for its word, a witness for whether it is there."""
import addresses
import word
from question import Question


class Contact:
    """`word` is what was believed last, `at` when, on the loop's clock; `met_at` is when the machine was there, be it
    without a word. None before the first time. `pause()` gives the seconds until the next routine question.

    `told`, `met`, `spoke`: the number of the latest question that came to an end, of the latest that met somebody, and of
    the one that `word` is the answer to.
    """

    def __init__(self, loop, host, port, asks, key, pause, heard):
        self.loop, self.host, self.port, self.asks, self.key = loop, host, port, asks, key
        self.pause, self.heard = pause, heard
        self.word, self.at, self.met_at = word.NOTHING, None, None
        self.told = self.met = self.spoke = 0
        # Silent is who let the last routine question run out, or a hearing. Others are given time to answer.
        self.silent = False
        self.routine = self.urgent = None
        self.timer = loop.after(0, self.attempt)

    def remember(self, other):
        """What was known of the same machine before."""
        self.word, self.at, self.met_at = other.word, other.at, other.met_at
        self.silent = other.silent

    def stop(self):
        self.timer.cancel()
        for question in (self.routine, self.urgent):
            if question:
                question.hang_up()
        self.routine = self.urgent = None

    def attempt(self):
        self.timer = self.loop.after(self.pause(), self.attempt)
        if not self.routine:
            self.routine = self.put(self.routine_ended)

    def ask_now(self):
        """For somebody who waits. A question of before is given up: its answer may be older than who waits."""
        if self.urgent:
            self.urgent.hang_up()
        self.urgent = self.put(self.urgent_ended)

    def put(self, done):
        found = addresses.of(self.host, self.port)
        return Question(self.loop, found, self.asks, self.key, done)

    def routine_ended(self, question):
        self.routine = None
        self.silent = not question.met
        self.ended(question)

    def urgent_ended(self, question):
        self.urgent = None
        if question.met:
            self.silent = False
        self.ended(question)

    def ended(self, question):
        now = self.loop.now()
        # Two questions may be under way: the word of the later one stands.
        if question.word and question.number > self.spoke:
            self.word, self.at, self.spoke = question.word, now, question.number
        self.told = max(self.told, question.number)
        if question.met:
            self.met, self.met_at = max(self.met, question.number), now
        self.heard()
