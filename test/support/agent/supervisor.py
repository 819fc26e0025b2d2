"""What systemd does for the agent, without systemd: keeps its descriptors and starts it again with them.

    python3 supervisor.py PROGRAM ARGUMENT...

SIGUSR1 restarts the program in order, SIGUSR2 kills it and starts it half a second later, SIGTERM ends both.
"""
import array
import os
import select
import signal
import socket
import sys
import tempfile
import time

folder = tempfile.mkdtemp(prefix="n2acd-agent-unit-")
notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notified.bind(os.path.join(folder, "notify"))
kept = []  # (name, descriptor)
wishes = []


def start():
    global kept
    kept = [(name, fd) for name, fd in kept if not hung_up(fd)]
    pid = os.fork()
    if pid:
        return pid
    os.environ.update(
        NOTIFY_SOCKET=os.path.join(folder, "notify"),
        RUNTIME_DIRECTORY=folder,
        LISTEN_PID=str(os.getpid()),
        LISTEN_FDS=str(len(kept)),
        LISTEN_FDNAMES=":".join(name for name, _ in kept),
    )
    copies = [os.dup(fd) for _, fd in kept]
    copies = [fd if fd > 200 else os.dup2(fd, 201 + index, False) for index, fd in enumerate(copies)]
    for index, fd in enumerate(copies):
        os.dup2(fd, 3 + index, True)
    os.execvp(sys.argv[1], sys.argv[1:])


def hung_up(fd):
    poll = select.poll()
    poll.register(fd, 0)
    return any(events & (select.POLLHUP | select.POLLERR) for _, events in poll.poll(0))


def hear():
    global kept
    data, rights, _, _ = notified.recvmsg(4096, socket.CMSG_SPACE(4))
    fields = dict(line.split("=", 1) for line in data.decode().split("\n"))
    if fields.get("FDSTORE"):
        kept.append((fields["FDNAME"], array.array("i", rights[0][2])[0]))
    if fields.get("FDSTOREREMOVE"):
        for _, fd in (one for one in kept if one[0] == fields["FDNAME"]):
            os.close(fd)
        kept = [one for one in kept if one[0] != fields["FDNAME"]]


for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda number, _: wishes.append(number))
child = start()
while True:
    if select.select([notified], [], [], 0.02)[0]:
        hear()
        continue
    if not wishes:
        continue
    wish = wishes.pop(0)
    if wish == signal.SIGHUP:
        os.kill(child, wish)
        continue
    os.kill(child, signal.SIGKILL if wish == signal.SIGUSR2 else signal.SIGTERM)
    os.waitpid(child, 0)
    if wish == signal.SIGTERM:
        sys.exit(0)
    if wish == signal.SIGUSR2:
        time.sleep(0.5)
    child = start()
