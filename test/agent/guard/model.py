"""The guards' protocol as a model: the real rule (lease.py, verdict_of.py) on nodes, links and clocks that are made up.

    python3 model.py RUNS [SEED] [RULE]     RULE: one of BROKEN, to be broken; ends with 1 when two primaries serve, or none that could

A schedule is drawn at random: promotions, the wrong one as well, crashes, old primaries that come back, guards that restart,
machines that are paused with their clocks running or standing still, cut off, clocks that run apart, messages that take
their time. At each step at most one primary may be open to clients. The only exception is what no guard can help: the
moment between a machine's resumption and the first word that it hears.
"""
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "..", "assets", name) for name in ("guard", "agent")]

import lease  # noqa: E402
import state  # noqa: E402
import verdict_of  # noqa: E402

STEP, LEASE, LONG = 0.01, 1.5, 0.2
# How long another guard's question waits, and may take; by whether the one that is asked has its primary in use.
BEAT, PATIENCE = {False: 0.1, True: 0.3}, {False: 0.25, True: 0.6}
# A probe of PostgreSQL; HAProxy's `fastinter`, after which a second 200 counts; how long a resumed machine may not know it.
PROBE, RISE, RESIDUE = 0.05, 0.075, 0.45
BROKEN = ("lease", "margin", "waiting")


class Node:
    def __init__(self, name, chance, now):
        self.name = name
        self.drift = chance.uniform(0.995, 1.005)
        self.role, self.timeline = state.STANDBY, 1
        self.up_from = None
        self.paused = None
        self.stopped = 0.0
        self.clock_stands = False
        self.resumed = -9.0
        self.cut = False
        self.haproxy = True
        self.restart(now)

    def restart(self, now):
        self.lease = lease.Lease(LEASE, self.clock(now))
        self.heard, self.asked = {}, {}
        self.met = None
        self.number = self.mark = 0
        self.hearing = None
        self.seen, self.seen_at = (state.UNKNOWN, 0), -9.0

    def clock(self, now):
        return now * self.drift - self.stopped

    def word(self):
        role, timeline = self.seen
        serving = self.lease.mode == lease.SERVING
        return lease.Word(role, self.lease.mode, 1, timeline, self.lease.ballot if serving else 0, "")

    def open(self, now):
        """Whether its own HAProxy lets clients write here."""
        ready = self.role == state.PRIMARY and self.up_from is not None and now >= self.up_from
        return ready and not self.paused and self.haproxy


class World:
    def __init__(self, seed, broken=None):
        self.chance, self.broken = random.Random(seed), broken
        self.now, self.mail, self.log = 0.0, [], []
        self.witness = self.chance.random() < 0.6
        self.quiet = False
        self.nodes = [Node("sms-%d" % n, self.chance, 0.0) for n in range(self.chance.choice((2, 2, 3)))]
        self.nodes[0].role, self.nodes[0].up_from = state.PRIMARY, 0.0

    def run(self, seconds):
        """What two primaries served together, if ever they did."""
        while self.now < seconds:
            self.now += STEP
            if not self.quiet and self.chance.random() < 0.01:
                self.fate()
            for node in self.nodes:
                if node.paused and self.now >= node.paused:
                    node.paused, node.resumed = None, self.now
                    self.log.append("%.2f %s resumes" % (self.now, node.name))
            self.deliver()
            for node in self.nodes:
                if node.paused:
                    node.stopped += STEP * node.drift if node.clock_stands else 0
                else:
                    self.live(node)
            both = [node for node in self.nodes if node.open(self.now)]
            if len(both) > 1 and not any(self.now - node.resumed < RESIDUE for node in both):
                return "%.2f: %s" % (self.now, " and ".join("%s (timeline %d)" % (n.name, n.timeline) for n in both))
        return None

    def calm(self):
        """After some quiet seconds the one primary that continues from all others serves; why not, if it does not."""
        self.quiet = True
        for node in self.nodes:
            node.cut = False
        found = self.run(self.now + 14)
        primaries = sorted((node for node in self.nodes if node.role == state.PRIMARY), key=lambda one: -one.timeline)
        alone = len(primaries) == 1 or (primaries and primaries[0].timeline > primaries[1].timeline)
        known = max(timeline for node in self.nodes for timeline, _ in node.lease.served.values() or [(0, "")])
        if not found and alone and primaries[0].timeline >= known and not primaries[0].open(self.now):
            return "%.2f: nobody, though %s could" % (self.now, primaries[0].name)
        return found

    def fate(self):
        node = self.chance.choice(self.nodes)
        what = self.chance.choice(("promote", "pause", "crash", "return", "guard", "cut", "heal", "heal", "follow"))
        if node.paused:
            return
        if what == "promote" and node.role == state.STANDBY:
            node.role, node.timeline, node.up_from = state.PRIMARY, node.timeline + 1, self.now + RISE
        elif what == "pause":
            node.paused, node.clock_stands = self.now + self.chance.choice((0.2, 1, 2, 6)), self.chance.random() < 0.5
        elif what == "crash":
            node.was = node.role if node.role != state.UNAVAILABLE else node.was
            node.role, node.up_from = state.UNAVAILABLE, None
        elif what == "return" and node.role == state.UNAVAILABLE:
            # As what it was. Its HAProxy needs a while, the guard is quicker.
            node.role, node.up_from = node.was, self.now + RISE if node.was == state.PRIMARY else None
        elif what == "follow":
            leader = max(self.nodes, key=lambda one: one.timeline)
            if node is not leader and node.role != state.PRIMARY:
                node.role, node.timeline, node.up_from = state.STANDBY, leader.timeline, None
        elif what == "cut" and self.witness:
            node.cut = True
        elif what == "heal":
            node.cut = False
        else:
            return
        self.log.append("%.2f %s: %s" % (self.now, node.name, what))
        if what == "guard" and node.lease.mode == lease.SERVING:
            node.restart(self.now)

    def deliver(self):
        due = [one for one in self.mail if one[0] <= self.now]
        self.mail = [one for one in self.mail if one[0] > self.now]
        for at, source, target, kind, content in sorted(due, key=lambda one: one[:1]):
            if source.cut or target.cut:
                continue
            if target.paused:
                # Its kernel may keep what comes, or be paused as well.
                if not target.clock_stands:
                    self.mail.append((target.paused + STEP, source, target, kind, content))
                continue
            if kind == "ask":
                number, urgent, known = content
                wait = 0 if urgent or known != target.word() else BEAT[target.lease.mode == lease.SERVING]
                self.mail.append((self.now + wait, target, target, "beat", (source, number)))
            elif kind == "beat":
                self.post(target, content[0], "answer", (content[1], target.word()))
            elif content[0] in target.asked.get(source.name, {}):
                number, word = content
                asked_at = target.asked[source.name].pop(number)
                last = target.heard.get(source.name)
                if last is None or number > last[2]:
                    target.heard[source.name] = word, target.clock(self.now), number
                target.met = max(target.met or asked_at, asked_at)
                self.judge(target, False)

    def post(self, source, target, kind, content):
        if not source.cut and not target.cut:
            self.mail.append((self.now + self.chance.choice((0.001, 0.001, 0.01, 0.05)), source, target, kind, content))

    def live(self, node):
        clock = node.clock(self.now)
        if clock - node.seen_at >= PROBE:
            node.seen_at = clock
            timeline = node.timeline if node.role in state.ANSWERING else node.seen[1]
            if node.seen != (node.role, timeline):
                node.seen = node.role, timeline
                self.judge(node, False)
        for rival in self.others(node):
            asked = node.asked.setdefault(rival.name, {})
            serves = node.heard.get(rival.name, (lease.NOTHING,))[0].mode == lease.SERVING
            for number in [number for number, at in asked.items() if clock - at > PATIENCE[serves]]:
                del asked[number]
            if not asked:
                self.ask(node, rival, False)
        if self.witness and not node.cut and self.chance.random() < 0.05:
            node.met = max(node.met or 0, clock - 0.02)
        self.hear(node, clock)
        self.judge(node, False)

    def ask(self, node, rival, urgent):
        node.number += 1
        node.asked.setdefault(rival.name, {})[node.number] = node.clock(self.now)
        known = node.heard.get(rival.name, (None,))[0]
        self.post(node, rival, "ask", (node.number, urgent, known))

    def hear(self, node, clock):
        if node.hearing is None:
            node.hearing, node.mark = clock, node.number
            for rival in self.others(node):
                self.ask(node, rival, True)
        answered = [node.heard.get(one.name, (None, 0, 0))[2] > node.mark for one in self.others(node)]
        met = not self.witness or (node.met or 0) >= node.hearing
        if (all(answered) or clock - node.hearing >= LONG) and (met or clock - node.hearing > LEASE):
            self.judge(node, True)
            node.hearing = None

    def others(self, node):
        return [one for one in self.nodes if one is not node]

    def judge(self, node, heard):
        clock = node.clock(self.now)
        said = {}
        for one in self.others(node):
            word, at, number = node.heard.get(one.name, (lease.NOTHING, None, 0))
            said[one.name] = lease.Said(word, at, number > node.mark)
        rule = node.lease
        serving = rule.mode == lease.SERVING
        rule.seconds = {("lease", True): 1e9, ("margin", False): LEASE / 3}.get((self.broken, serving), LEASE)
        met = [node.met] if self.witness else []
        own = lease.Word(node.seen[0], "", 1, node.seen[1], 0, "")
        rule.judge(own, said, met, clock, int(clock * 1e6), heard)
        verdict = verdict_of.own(own, rule)
        if self.broken == "waiting" and rule.mode == lease.WAITING:
            verdict = verdict_of.NOTHING
        if verdict is not verdict_of.NOTHING:
            node.haproxy = verdict == verdict_of.UP


def main(runs, seed=0, broken=None):
    served = 0
    for number in range(seed, seed + runs):
        world = World(number, broken)
        found = world.run(20) or world.calm()
        if found:
            print("seed %d, served at %s\n%s" % (number, found, "\n".join(world.log)))
            return 1
        served += any(node.open(world.now) for node in world.nodes)
    print("%d schedules, one served at the end in %d" % (runs, served))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *[int(sys.argv[2])] if len(sys.argv) > 2 else [], *sys.argv[3:]))
