"""A single-threaded event loop: sockets through epoll, timers through a heap."""
import heapq
import itertools
import os
import select
import time
import traceback

import log

# Seconds of delay from which on the agent, or the whole machine, is known to have stood still.
LATE = 0.1


class Timer:
    """A call of `action` at a later time. `cancel` may be called at any time, also afterwards."""

    __slots__ = ("action",)

    def __init__(self, action):
        self.action = action

    def cancel(self):
        self.action = None


class Loop:
    """Time in which the agent stood still does not count for its timers: a time-out measures the time in which
    an answer could have been received. Ages are measured on time.monotonic(), which no change of the clock affects.
    """

    def __init__(self):
        self.epoll = select.epoll()
        self.handlers = {}
        self.timers = []
        self.order = itertools.count()
        self.slept = 0.0
        self.faults = 0
        self.running = True
        # Called whenever the loop wakes up, before anything else, with the seconds by which it is late.
        self.woken = None

    def watch(self, fd, events, handler):
        """Calls handler(events) when the descriptor is ready. Called again, it changes events and handler."""
        if fd not in self.handlers:
            self.epoll.register(fd, events)
        elif self.handlers[fd][1] != events:
            self.epoll.modify(fd, events)
        self.handlers[fd] = handler, events

    def unwatch(self, fd):
        if self.handlers.pop(fd, None):
            self.epoll.unregister(fd)

    def after(self, seconds, action):
        timer = Timer(action)
        heapq.heappush(self.timers, (self.now() + seconds, next(self.order), timer))
        return timer

    def every(self, seconds, action):
        """Repeats an action, first after `seconds`. The action may return another period."""

        def again():
            period = seconds
            try:
                period = action() or seconds
            finally:
                self.after(period, again)

        self.after(seconds, again)

    def now(self):
        return time.monotonic() - self.slept

    def run(self):
        while self.running:
            self.turn()

    def stop(self):
        self.running = False

    def turn(self):
        # Most timers are time-outs that were cancelled: the loop must not wake up for them.
        while self.timers and not self.timers[0][2].action:
            heapq.heappop(self.timers)
        due = self.timers[0][0] if self.timers else self.now() + 60
        ready = self.epoll.poll(max(0.0, due - self.now()))
        late = self.now() - due
        if late > LATE:
            self.slept += late
        if self.woken:
            self.woken(late)
        for fd, events in ready:
            if fd in self.handlers:
                self.call(self.handlers[fd][0], events)
        now = self.now()
        while self.timers and self.timers[0][0] <= now:
            timer = heapq.heappop(self.timers)[2]
            if timer.action:
                self.call(timer.action)

    def call(self, action, *arguments):
        """A bug of the agent's own costs one connection and not the process: the owner of the action is told, if it has a method `crashed`. The
        message of the error is not logged, because it may contain what the other side sent.
        """
        try:
            action(*arguments)
        except Exception as error:
            self.faults += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error(
                "a fault of the agent's, which it survives (%s in %s, line %d): report it"
                % (type(error).__name__, os.path.basename(where.filename), where.lineno)
            )
            crashed = getattr(getattr(action, "__self__", None), "crashed", None)
            if crashed:
                try:
                    crashed(error)
                except Exception:
                    self.faults += 1
