"""Looks up host names beside the event loop: one thread for all of them, however many there are and however dead DNS is.

A dead DNS holds the thread for as long as one look-up takes. The others wait for their turn, which costs a moment each
once DNS is back. What was known of a name stays known while nothing newer is.
"""
import socket
import threading
import time

# Seconds for which an answer is not asked for again, and a failure.
FRESH, FAILED = 10.0, 1.0


class Resolver:
    def __init__(self, resolve=None):
        self.resolve = resolve or system
        # Host -> addresses; host -> when it may be looked up again.
        self.known, self.due = {}, {}
        self.waiting = []
        self.wakes = threading.Condition()
        self.thread = None

    def addresses(self, host):
        """[(family, address)] as far as is known; asks again where that may be out of date."""
        if time.monotonic() >= self.due.get(host, 0.0):
            # Not again before it was looked up: the thread says when.
            self.due[host] = float("inf")
            with self.wakes:
                self.waiting.append(host)
                self.wakes.notify()
            self.start()
        return self.known.get(host, [])

    def start(self):
        if self.thread and self.thread.is_alive():
            return
        self.thread = threading.Thread(target=self.work, daemon=True)
        try:
            self.thread.start()
        except RuntimeError:
            # The system has no thread to give now. The names wait; the next question tries again.
            self.thread = None

    def work(self):
        while True:
            with self.wakes:
                while not self.waiting:
                    self.wakes.wait()
                host = self.waiting.pop(0)
            pause = FAILED
            try:
                found = self.resolve(host)
                if found:
                    self.known[host], pause = found, FRESH
            except Exception:
                # Whatever it was, it is the look-up of one name that failed.
                pass
            self.due[host] = time.monotonic() + pause


def system(host):
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    # In the system's order, each once.
    return list(dict.fromkeys((family, address[0]) for family, _, _, _, address in found))


names = Resolver()
