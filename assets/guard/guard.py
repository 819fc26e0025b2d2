"""Puts the parts together: the databases of this node, the other guards, and what HAProxy is told."""
import socket
import time

import lease
import listener
import log
import state
import store
import verdicts
from agent_check import AgentCheck
from clocks import Watch
from clocks import now as clock
from database import Database
from pace import CALM, Pace
from poll import Poll
from publisher import Publisher
from rival import Rival
from witness import Witness

# Seconds between two polls while a primary waits to be used.
HURRY = 0.03
# Seconds for which the others are asked after a gap, before a lease that may have ended is given up.
GRACE = 0.1
# Seconds for which a rival's status is current.
CURRENT = 1.0
# Seconds that the guard's end is delayed at most, so that no query to PostgreSQL is under way.
MAX_DELAY = 0.6


class Guard:
    def __init__(self, loop, settings, notifier):
        self.loop, self.settings, self.notifier = loop, settings, notifier
        self.store = store.Store(notifier)
        self.poll = Poll(loop, self.polled)
        self.databases = {
            name: Database(loop, name, port, settings, self.probed, self.store)
            for name, port in settings.databases
        }
        self.publisher = Publisher(loop, settings.key, self.statuses, lambda: self.pace.join())
        self.agent_check = AgentCheck(loop, settings.hold, self.verdict, self.confirmed, self.describe)
        self.listen(settings.listen, self.publisher)
        self.haproxy_listeners = self.listen(settings.haproxy, self.agent_check)
        self.store.drop_rest()
        self.rivals = [
            Rival(loop, name, host, settings.listen[1], settings.key, self.heard)
            for name, host in settings.rivals
        ]
        self.witnesses = [
            Witness(loop, host, port, self.heard) for host, port in settings.witnesses
        ]
        self.poll.set_nodes(self.rivals, self.witnesses)
        self.retry = None
        # {(node, database): (verdict, since when)}
        self.dated = {}
        # Both follow from the last gap: until when no lease is given up, and the poll that has to end before all is calm.
        self.grace, self.pending_poll = 0.0, 0
        self.alive_at = 0.0
        self.leaving = False
        self.pace = Pace(loop, self.beat, self.calm, self.slow)
        Watch(loop, self.gap)
        for database in self.databases.values():
            database.prober.connect()

    def listen(self, endpoint, server):
        """The port stays bound while the guard restarts: systemd keeps it."""
        address, port = endpoint
        name = store.name_of("listen", port, address)
        kept = self.store.take(name)
        found = []
        for bound in kept or [listener.bind(*one) for one in listener.addresses(address, port)]:
            if not kept:
                self.store.keep(name, bound)
            # A connection on which nothing is sent does not wake the guard up.
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
            found.append(listener.Listener(self.loop, bound, server, store.end))
        return found

    def statuses(self):
        return {name: database.status() for name, database in self.databases.items()}

    def beat(self):
        self.judge(polled=False)
        for rival in self.rivals:
            rival.beat()
        for listening in self.haproxy_listeners:
            listening.accept(None)
        self.publisher.lines.sweep()
        self.agent_check.lines.sweep()
        if self.leaving:
            self.left()
        if self.loop.now() >= self.alive_at:
            self.alive()

    def alive(self):
        if self.notifier.period:
            self.alive_at = self.loop.now() + self.notifier.period
            self.notifier.alive()

    def calm(self):
        """Whether all nodes answer, and every server is up as far as the guard is concerned."""
        return (
            self.settings.hold >= CALM
            and self.poll.ended >= self.pending_poll
            and all(database.settled() for database in self.databases.values())
            and all(rival.answers() for rival in self.rivals)
            and not any(verdict for _, _, verdict in self.verdicts())
        )

    def slow(self, calm):
        """While all is calm, HAProxy's questions stay unread until the next beat, and are then answered at once."""
        self.agent_check.calm = calm
        for listening in self.haproxy_listeners:
            if calm:
                listening.pause()
            else:
                listening.resume()

    def gap(self, seconds):
        """Another node may have taken over while this guard stood still, so the others are asked before anything else. systemd had no
        message from this guard either.
        """
        self.alive()
        for rival in self.rivals:
            rival.stood_still(seconds)
        self.grace = clock() + GRACE
        self.pending_poll = self.poll.ticket()
        self.poll.request()
        self.pace.check()
        self.loop.after(GRACE, self.heard)

    def heard(self, changed=True):
        if changed or any(database.waits() for database in self.databases.values()):
            self.judge(polled=False)
        self.poll.check()

    def polled(self):
        self.judge(polled=True)

    def probed(self):
        self.judge(polled=False)

    def judge(self, polled):
        databases = self.databases.values()
        changed = [
            database.judge(self.heard_of(database.name), self.reached(), polled or not self.rivals, self.grace)
            for database in databases
        ]
        if any(changed):
            self.notifier.status("; ".join(database.describe() for database in databases))
        self.publisher.publish()
        self.agent_check.answer_waiting()
        self.date_verdicts()
        self.pace.check()
        if any(database.waits() for database in databases) and not self.retry:
            self.retry = self.loop.after(max(0.0, self.poll.since + HURRY - self.loop.now()), self.hurry)

    def hurry(self):
        self.retry = None
        self.poll.request()

    def heard_of(self, database):
        mark = self.poll.mark
        return {
            rival.name: lease.Heard(
                rival.statuses.get(database, lease.NOTHING), rival.heard_at, rival.last_answered > mark
            )
            for rival in self.rivals
        }

    def reached(self):
        """Empty if there is no witness: two nodes alone cannot tell a network failure from a dead neighbour, and do not try."""
        if not self.witnesses:
            return []
        return [rival.reached_at for rival in self.rivals] + [witness.asked_at for witness in self.witnesses]

    def verdict(self, node, name):
        database = self.databases.get(name)
        if database is None:
            return None
        if node == self.settings.node:
            return verdicts.own(database.known, database.lease, self.leaving)
        for rival in self.rivals:
            if rival.name == node:
                status = rival.statuses.get(name, lease.NOTHING)
                recent = rival.heard_at is not None and clock() - rival.heard_at < CURRENT
                statuses = {each.name: each.statuses.get(name, lease.NOTHING) for each in self.rivals}
                statuses[self.settings.node] = database.known
                superior = verdicts.highest(node, status, self.settings.node, database.lease, statuses)
                return verdicts.other(node, status, recent, superior)
        return None

    def verdicts(self):
        """(node, database, verdict) of each server."""
        nodes = [self.settings.node] + [rival.name for rival in self.rivals]
        return [(node, name, self.verdict(node, name)) for node in nodes for name in self.databases]

    def date_verdicts(self):
        for node, database, verdict in self.verdicts():
            if self.dated.get((node, database), ("", 0))[0] != verdict:
                self.dated[node, database] = verdict, time.time()

    def confirmed(self, question):
        """Whether this node's own primary may stay in use: the others have answered since HAProxy asked."""
        node, database = question.server
        if node != self.settings.node or self.databases[database].known.role != state.PRIMARY:
            return True
        if self.rivals and all(rival.last_answered > question.number for rival in self.rivals):
            return True
        if question.ticket is None:
            question.ticket = self.poll.ticket()
        return self.poll.passed(question.ticket)

    def describe(self):
        now = clock()
        lines = ["node=%s key=%s" % (self.settings.node, "yes" if self.settings.key else "no")]
        for database in self.databases.values():
            lines.append("own %s %s for=%d" % (database.name, database.describe(), max(0, time.time() - database.since)))
        for rival in self.rivals:
            age = "never" if rival.heard_at is None else "%.1f" % (now - rival.heard_at)
            for name, status in sorted(rival.statuses.items()) or [("-", lease.NOTHING)]:
                at = "timeline=%d lsn=%s" % (status.timeline, status.lsn or "-")
                lines.append(
                    "rival %s %s %s %s %s heard=%s"
                    % (rival.name, name, status.role or "unknown", status.mode or "-", at, age)
                )
        for node, name, verdict in self.verdicts():
            since = self.dated.get((node, name), ("", time.time()))[1]
            down = "down for=%d #%s" % (max(0, time.time() - since), verdict)
            lines.append("server %s %s %s" % (node, name, down if verdict else "up"))
        return "\n".join(lines) + "\n"

    def leave(self):
        log.notice("ends, after %.0f s" % time.process_time())
        self.loop.after(MAX_DELAY, self.loop.stop)
        self.leaving = True
        self.judge(polled=False)
        for database in self.databases.values():
            database.prober.leave(self.left)

    def left(self):
        if all(database.prober.left for database in self.databases.values()) and self.agent_check.told_all():
            self.loop.stop()
