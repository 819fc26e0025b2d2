"""Tells the other guards what this one knows of its own PostgreSQL: at once when it changes, else every 100 ms."""
import time

import words
from lines import Lines

# A guard asks ten times a second: who was silent for so long was away, and is to notice that when it is back.
PATIENCE = 1.0
MOST = 64


class Desk:
    """`said()` gives {database: Word}. What changes beside the position in the WAL is a new version."""

    def __init__(self, loop, key, said):
        self.loop, self.key, self.said = loop, key, said
        self.lines = Lines(loop, self.heard, MOST, PATIENCE)
        # Not one that the process before this one may have used.
        self.version = int(time.time() * 1e6)
        self.known = None
        self.waiting = []

    def accept(self, taken, port):
        self.lines.accept(taken, port)

    def heard(self, one, line):
        found = words.QUESTION.match(line)
        if not found:
            return one.abort()
        nonce, version = found.groups()
        if int(version) != self.version:
            return self.answer(one, nonce)
        self.waiting.append((one, nonce))

    def beat(self):
        """Whoever waits is answered, with news or without."""
        waiting, self.waiting = self.waiting, []
        for one, nonce in waiting:
            self.answer(one, nonce)

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
        self.beat()
