"""Looks up host names outside the event loop, in one thread for all names.

If DNS does not answer, the thread is busy for as long as one look-up takes, and the other names wait for their turn. Once DNS is back, each takes a
moment. The known addresses of a name stay known until there are newer ones.
"""
import socket
import threading
import time

# Seconds until a name is looked up again: after an answer, and after a failure.
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
        """The known addresses, as [(family, address)]. Looks the name up again if they may be out of date."""
        if time.monotonic() >= self.due.get(host, 0.0):
            # Not again before the thread has looked it up and set the time.
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
            # The system cannot start a thread now. The names wait, and the next question tries again.
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
                # Any error only means that the look-up of this name failed.
                pass
            self.due[host] = time.monotonic() + pause


def system(host):
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    # In the system's order, each once.
    return list(dict.fromkeys((family, address[0]) for family, _, _, _, address in found))


names = Resolver()
