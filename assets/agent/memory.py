"""What outlives a restart: each instance's claim, in a small file of the service's own folder.

The folder is in memory and goes when the service is stopped, so nothing outlives a boot. What stands in the file is no
licence to serve: a restart is a gap, and every 200 is preceded by a hearing of the others anyway.
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
                # Then a restart has to begin anew, no more.
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
