"""The guards' protocol as a model: the real rule (lease.py, verdicts.py) on nodes, links and clocks that are made up.

    python3 model.py RUNS [SEED] [RULE]     RULE: one of BROKEN, to be broken; ends with 1 when two primaries serve, or none that could

A schedule is drawn at random: promotions, the wrong one as well, crashes, old primaries that come back, guards that restart,
machines that are paused with their clocks running or standing still, cut off, clocks that run apart, messages that take
their time. Each node's HAProxy checks every server and asks its own guard about it, as lib/haproxy/sms.ts has it: it stays with the
server in use, and takes another one when that is down. At each step at most one primary may take rows through its own HAProxy; those
of other nodes follow as soon as the news gets there. The only exceptions are what no guard can help: the moment between a
machine's resumption and the first answer that it receives, the same without a clock that shows the pause while somebody is cut off,
and a promotion within half a second of the other side's last answer, or of the end of a cut.
"""
import random
import sys

from model_node import BEAT, CALM, LEASE, LONG, TIMEOUT, PROBE, STEP, Node

import lease
import state
import verdicts

BROKEN = ("lease", "margin", "waiting", "doubt")


class World:
    def __init__(self, seed, broken=None):
        self.chance, self.broken = random.Random(seed), broken
        self.now, self.mail, self.log = 0.0, [], []
        self.witness = self.chance.random() < 0.6
        self.quiet = False
        self.cut_at = -9.0
        self.nodes = [Node("sms-%d" % n, self.chance, 0.0) for n in range(self.chance.choice((2, 2, 3)))]
        self.nodes[0].role = state.PRIMARY
        for node in self.nodes:
            node.using = self.nodes[0]

    def run(self, seconds):
        """What two primaries served together, if ever they did."""
        while self.now < seconds:
            self.now += STEP
            if not self.quiet and self.chance.random() < 0.01:
                self.fate()
            if any(node.cut for node in self.nodes):
                self.cut_at = self.now
            for node in self.nodes:
                if node.paused and self.now >= node.paused:
                    node.resume(self.now)
                    self.log.append("%.2f %s resumes" % (self.now, node.name))
            self.deliver()
            for node in self.nodes:
                if node.paused:
                    node.stopped += STEP * node.drift if node.clock_stands else 0
                else:
                    self.live(node)
            for node in self.nodes:
                if not node.paused:
                    node.proxy(self.nodes, self.now)
            both = [node for node in self.nodes if node.writes_to() is node and not self.excused(node)]
            if len(both) > 1:
                return "%.2f: %s" % (self.now, " and ".join("%s (timeline %d)" % (n.name, n.timeline) for n in both))
        return None

    def excused(self, node):
        """Until its lease is over, also whoever was paused with its clock, if somebody was cut off since: it knows of no pause."""
        unaware = node.clock_stands and self.now - node.resumed < LEASE + STEP
        return node.excused(self.now) or (unaware and self.cut_at >= node.paused_at)

    def calm(self):
        """After some quiet seconds the one primary that continues from all others serves; why not, if it does not."""
        self.quiet = True
        for node in self.nodes:
            node.cut = False
        found = self.run(self.now + 14)
        primaries = sorted((node for node in self.nodes if node.role == state.PRIMARY), key=lambda one: -one.timeline)
        alone = len(primaries) == 1 or (primaries and primaries[0].timeline > primaries[1].timeline)
        # Whoever was superseded stays out, wherever that is known.
        rules = [node.lease for node in self.nodes]
        known = max([timeline for rule in rules for timeline, _ in rule.served.values()] + [0])
        known = max([known] + [timeline for rule in rules for timeline in rule.served_here.values()])
        if not found and alone and primaries[0].timeline >= known and not self.served(primaries[0]):
            return "%.2f: nobody, though %s could" % (self.now, primaries[0].name)
        return found

    def served(self, primary):
        return all(node.writes_to() is primary for node in self.nodes)

    def fate(self):
        node = self.chance.choice(self.nodes)
        what = self.chance.choice(("promote", "pause", "crash", "return", "guard", "cut", "heal", "heal", "follow"))
        if node.paused:
            return
        if what == "promote" and node.role == state.STANDBY:
            node.role, node.timeline = state.PRIMARY, node.timeline + 1
            self.rush(node)
        elif what == "pause":
            node.paused, node.clock_stands = self.now + self.chance.choice((0.2, 1, 2, 6)), self.chance.random() < 0.5
            node.paused_at = self.now
        elif what == "crash":
            node.was = node.role if node.role != state.UNAVAILABLE else node.was
            node.role = state.UNAVAILABLE
        elif what == "return" and node.role == state.UNAVAILABLE:
            node.role = node.was
            self.rush(node)
        elif what == "follow":
            leader = max(self.nodes, key=lambda one: one.timeline)
            if node is not leader and node.role != state.PRIMARY:
                node.role, node.timeline = state.STANDBY, leader.timeline
        elif what == "cut" and self.witness:
            node.cut = True
        elif what == "heal":
            node.healed = self.now if node.cut else node.healed
            node.cut = False
        else:
            return
        self.log.append("%.2f %s: %s" % (self.now, node.name, what))
        if what == "guard" and node.lease.mode == lease.SERVING:
            node.restart(self.now)

    def rush(self, node):
        """A promotion before anybody can have noticed that another node is silent, or is back: its guard needs a probe to hold it back."""
        back = any(self.now - one.healed <= lease.SILENT for one in self.nodes)
        lately = [node.clock(self.now) - heard[1] <= lease.SILENT for heard in node.heard.values()]
        if back or any(lately) or len(lately) < len(self.nodes) - 1:
            node.rushed = self.now

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
                self.post(target, source, "answer", (content, target.status()))
            elif kind == "change":
                _, at, number = target.heard.get(source.name, (None, None, 0))
                # An answer to a question that waited: it had been asked before the last that was answered.
                if at is not None:
                    target.heard[source.name] = content, target.clock(self.now), number
                    self.judge(target, False)
            elif content[0] in target.asked.get(source.name, {}):
                number, status = content
                asked_at = target.asked[source.name].pop(number)
                _, _, last = target.heard.get(source.name, (None, None, 0))
                target.heard[source.name] = status, target.clock(self.now), max(last, number)
                target.reached_at = max(target.reached_at or asked_at, asked_at)
                self.judge(target, False)

    def post(self, source, target, kind, content):
        """What one says to another arrives in the order in which it was said."""
        if not source.cut and not target.cut:
            at = max(self.now + self.chance.choice((0.001, 0.001, 0.01, 0.05)), source.posted.get((target.name, kind == "ask"), 0))
            source.posted[target.name, kind == "ask"] = at
            self.mail.append((at, source, target, kind, content))

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
            for number in [number for number, at in asked.items() if clock - at > TIMEOUT]:
                del asked[number]
            since = clock - node.asked_at.get(rival.name, -9.0)
            if since >= CALM or since >= BEAT and not node.calm(self.others(node), clock) and not asked:
                self.ask(node, rival)
        if self.witness and not node.cut and self.chance.random() < 0.05:
            node.reached_at = max(node.reached_at or 0, clock - 0.02)
        self.poll(node, clock)
        self.judge(node, False)

    def ask(self, node, rival):
        node.number += 1
        node.asked_at[rival.name] = node.clock(self.now)
        node.asked.setdefault(rival.name, {})[node.number] = node.clock(self.now)
        self.post(node, rival, "ask", node.number)

    def poll(self, node, clock):
        if node.poll_began is None:
            node.poll_began, node.mark = clock, node.number
            for rival in self.others(node):
                self.ask(node, rival)
        answered = [node.heard.get(one.name, (None, 0, 0))[2] > node.mark for one in self.others(node)]
        reached = not self.witness or (node.reached_at or 0) >= node.poll_began
        if (all(answered) or clock - node.poll_began >= LONG) and (reached or clock - node.poll_began > LEASE):
            self.judge(node, True)
            node.poll_began = None

    def others(self, node):
        return [one for one in self.nodes if one is not node]

    def judge(self, node, polled):
        clock = node.clock(self.now)
        rivals = {}
        for one in self.others(node):
            status, at, number = node.heard.get(one.name, (lease.NOTHING, None, 0))
            rivals[one.name] = lease.Heard(status, at, number > node.mark)
        rule = node.lease
        serving = rule.mode == lease.SERVING
        rule.seconds = {("lease", True): 1e9, ("margin", False): LEASE / 3}.get((self.broken, serving), LEASE)
        reached = [node.reached_at] if self.witness else []
        own = lease.Status(node.seen[0], "", 1, node.seen[1], 0, "")
        rule.judge(own, rivals, reached, clock, int(clock * 1e6), polled)
        verdict = verdicts.own(own, rule)
        if self.broken == "waiting" and rule.mode == lease.WAITING:
            verdict = verdicts.UP
        if self.broken == "doubt" and rule.doubt:
            verdict = verdicts.UP
        if verdict is not verdicts.NOTHING:
            node.told = verdict == verdicts.UP
        if node.status() != node.spread:
            node.spread = node.status()
            for one in self.others(node):
                self.post(node, one, "change", node.spread)


def main(runs, seed=0, broken=None):
    served = 0
    for number in range(seed, seed + runs):
        world = World(number, broken)
        found = world.run(20) or world.calm()
        if found:
            print("seed %d, served at %s\n%s" % (number, found, "\n".join(world.log)))
            return 1
        served += any(world.served(node) for node in world.nodes)
    print("%d schedules, one served at the end in %d" % (runs, served))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *[int(sys.argv[2])] if len(sys.argv) > 2 else [], *sys.argv[3:]))
