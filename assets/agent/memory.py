"""Keeps the claim of each instance across a restart, in a small file in the service's runtime folder.

The folder is in memory, and systemd removes it when the service is stopped, so nothing survives a boot. The file alone lets no primary serve:
every 200 is preceded by a poll of the other nodes.
"""
import json
import os

import claim

FIELDS = ("mode", "ballot", "highest")


class Memory:
    def __init__(self, environment=os.environ):
        folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
        self.path = os.path.join(folder, "claims.json") if folder else None
        self.kept = read(self.path) if folder else {}

    def recall(self, port, one):
        mode, ballot, highest = self.kept.get(str(port), (claim.UNPROVEN, 0, 0))
        if mode != claim.UNPROVEN:
            one.mode, one.why = mode, "the agent was restarted"
        one.ballot, one.highest = ballot, highest

    def note(self, port, one):
        now = (one.mode, one.ballot, one.highest)
        if self.kept.get(str(port)) == now:
            return
        self.kept[str(port)] = now
        if self.path:
            try:
                with open(self.path + ".new", "w") as file:
                    json.dump(self.kept, file)
                os.replace(self.path + ".new", self.path)
            except OSError:
                # The next restart will have to begin without it; nothing else depends on it.
                pass


def read(path):
    try:
        with open(path) as file:
            found = json.load(file)
        return {port: checked(value) for port, value in found.items()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def checked(value):
    mode, ballot, highest = value
    if mode not in (claim.SERVING, claim.UNPROVEN, claim.YIELDING):
        raise ValueError(mode)
    if not all(type(number) is int and number >= 0 for number in (ballot, highest)):
        raise ValueError(value)
    return mode, ballot, highest
