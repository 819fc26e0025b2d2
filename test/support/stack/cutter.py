"""Cuts the SSH connection of each step once: the first time that it runs on this host, as soon as its process is there.

    cutter.py FOLDER SECONDS STEP:ACTION@DELAY ...

DELAY seconds after that, to be exact. What has been cut is a line of FOLDER/cut. Ends when all are, or when time is up.
"""

import os
import signal
import sys
import time

folder, seconds = sys.argv[1], float(sys.argv[2])
left = {step: float(delay) for step, delay in (word.split("@") for word in sys.argv[3:])}
end = time.monotonic() + seconds


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode(errors="replace")
    except OSError:
        return ""  # it has ended


def step_of(pid):
    """STEP:ACTION if this process is the step's own shell, not the sudo or the login shell before it."""
    words = read(f"/proc/{pid}/cmdline").split("\0")
    if words[1:3] == ["-s", "--"]:
        return ":".join(words[3:5])
    if len(words) > 3 and words[1].endswith("/step.sh"):
        return ":".join(words[2:4])
    return ""


def session_of(pid):
    """The sshd processes that carry this process: the user's, then root's for that connection."""
    found = []
    while pid > 1:
        status = dict(line.split(":\t", 1) for line in read(f"/proc/{pid}/status").splitlines() if ":\t" in line)
        if status.get("Name", "").startswith("sshd"):
            found.append(pid)
        pid = int(status.get("PPid", 0))
    return found[:-1]  # the last one listens


while left and time.monotonic() < end:
    for pid in filter(str.isdigit, os.listdir("/proc")):
        step = step_of(pid)
        if step not in left:
            continue
        sessions = session_of(int(pid))
        time.sleep(left[step])
        if not sessions or step_of(pid) != step:
            continue
        for session in sessions:
            try:
                os.kill(session, signal.SIGKILL)
            except ProcessLookupError:
                pass  # the other one's end was its end
        del left[step]
        with open(f"{folder}/cut", "a") as file:
            file.write(step + "\n")
    time.sleep(0.005)
