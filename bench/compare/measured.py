"""Runs a command and measures all processes that come of it: measured.py RESULT COMMAND...

RESULT gets a line of JSON: the command's status, wall seconds until it ended, CPU seconds (user and system) and the peak
of memory in MiB. Processes that leave their parents, as SSH's masters do, are adopted, so none is lost; those that stay
behind are ended and count. Memory is the sum of proportional shares (PSS): what forked workers share counts once.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
# Seconds between two looks at the memory, and how many times as long as a look takes, which is long for much memory: short
# enough for a peak, long enough to cost next to nothing.
PAUSE = 0.5
SPARED = 50


def descendants():
    found, waiting = [], [os.getpid()]
    while waiting:
        for child in children(waiting.pop()):
            found.append(child)
            waiting.append(child)
    return found


def children(pid):
    try:
        pids = []
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                pids += [int(child) for child in file.read().split()]
        return pids
    except OSError:
        return []


def share(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            return sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    except OSError:
        return 0


class Memory(threading.Thread):
    """Its peak, in KiB."""

    peak = 0

    def run(self):
        while True:
            begun = time.thread_time()
            self.peak = max(self.peak, sum(share(pid) for pid in descendants()))
            time.sleep(max(PAUSE, SPARED * (time.thread_time() - begun)))


def status_of(command):
    """The command's status once it has ended. Adopted processes that end before it are taken note of as well."""
    while True:
        pid, ended = os.waitpid(-1, 0)
        if pid == command:
            return os.waitstatus_to_exitcode(ended)


def end_the_rest():
    for how in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + 2
        for pid in descendants():
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                pass
        while time.monotonic() < until:
            try:
                os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            time.sleep(0.02)


def main(result, command):
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise SystemExit("this kernel has no subreapers")
    memory = Memory(daemon=True)
    begun = time.monotonic()
    child = subprocess.Popen(command).pid
    memory.start()
    status = status_of(child)
    seconds = time.monotonic() - begun
    end_the_rest()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "status": status,
        "seconds": round(seconds, 3),
        "cpuSeconds": round(used.ru_utime + used.ru_stime, 3),
        "peakMiB": round(memory.peak / 1024, 1),
    }
    with open(result, "w") as file:
        json.dump(figures, file)


main(sys.argv[1], sys.argv[2:])
