"""Tells the other guards what this one knows of its own PostgreSQL: whoever does not know the newest at once, others at the next change."""
import time

import words
from lines import Lines

# A guard asks several times a second: who was silent for so long was away, and is to notice that when it is back.
PATIENCE = 1.0
MOST = 64


class Desk:
    """`said()` gives {database: Word}. What changes beside the position in the WAL is a new version. `asked()` is called after each question
    that was answered at once.
    """

    def __init__(self, loop, key, said, asked):
        self.loop, self.key, self.said, self.asked = loop, key, said, asked
        self.lines = Lines(loop, self.heard, MOST, PATIENCE)
        # Not one that the process before this one may have used.
        self.version = int(time.time() * 1e6)
        self.known = None

    def accept(self, taken, port):
        self.lines.accept(taken, port)

    def heard(self, one, line):
        found = words.QUESTION.match(line)
        if not found:
            return one.abort()
        nonce, version = found.groups()
        if int(version) != self.version:
            self.answer(one, nonce)
            return self.asked()
        # Of each connection one question waits for news.
        before, one.note = one.note, nonce
        if before:
            self.answer(one, before)

    def answer(self, one, nonce):
        if one.socket:
            one.send(words.answer(self.key, nonce, one.place(), self.version, words.text(self.said())))

    def look(self):
        """Whether there is news; called whenever there could be."""
        known = {name: word._replace(lsn="") for name, word in self.said().items()}
        if known == self.known:
            return
        self.known = known
        self.version += 1
        for one in list(self.lines.open):
            nonce, one.note = one.note, None
            if nonce:
                self.answer(one, nonce)
