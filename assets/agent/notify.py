"""Tells systemd what it has to know: ready, reloading, alive, and which sockets to keep (sd_notify). Does nothing without systemd."""
import array
import os
import socket
import time


class Notifier:
    def __init__(self, environment=os.environ):
        path = environment.get("NOTIFY_SOCKET", "")
        self.peer = "\0" + path[1:] if path.startswith("@") else path
        # Seconds between two watchdog messages; None if systemd expects none.
        self.period = int(environment.get("WATCHDOG_USEC", "0")) / 4e6 or None
        self.socket = None
        if self.peer:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.socket.setblocking(False)

    def send(self, *lines, descriptor=None):
        if self.socket:
            rights = []
            if descriptor is not None:
                rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
            try:
                self.socket.sendmsg(["\n".join(lines).encode()], rights, 0, self.peer)
            except OSError:
                pass

    def ready(self):
        self.send("READY=1")

    def reloading(self):
        self.send("RELOADING=1", "MONOTONIC_USEC=%d" % (time.monotonic() * 1e6))

    def alive(self):
        self.send("WATCHDOG=1")

    def status(self, text):
        self.send("STATUS=" + " ".join(text.split()))
