"""Puts the parts together: what each PostgreSQL of this node is, what the other guards say, and what HAProxy is told."""
import socket
import time

import lease
import listener
import log
import state
import store
import verdict_of
from answers import Answers
from clocks import Watch
from clocks import now as clock
from desk import Desk
from hearing import Hearing
from pace import CALM, Pace
from post import Post
from rival import Rival
from witness import Witness

# Seconds between two hearings while a primary waits to be used.
HURRY = 0.03
# Seconds for which the others are asked after a gap, before a lease that may be over is given up.
GRACE = 0.1
# Seconds for which a rival's word is news.
LATELY = 1.0
# Seconds that it takes longer to end, at most, so that no question to PostgreSQL is under way.
LAST = 0.6


class Guard:
    def __init__(self, loop, settings, notifier):
        self.loop, self.settings, self.notifier = loop, settings, notifier
        self.store = store.Store(notifier)
        self.hearing = Hearing(loop, self.heard)
        self.posts = {
            name: Post(loop, name, port, settings, self.probed, self.store)
            for name, port in settings.databases
        }
        self.desk = Desk(loop, settings.key, self.words, lambda: self.pace.along())
        self.answers = Answers(loop, settings.hold, self.verdict, self.sure, self.status)
        self.listen(settings.listen, self.desk)
        self.counters = self.listen(settings.haproxy, self.answers)
        self.store.drop_rest()
        self.rivals = [
            Rival(loop, name, host, settings.listen[1], settings.key, self.contacted)
            for name, host in settings.rivals
        ]
        self.witnesses = [
            Witness(loop, host, port, self.contacted) for host, port in settings.witnesses
        ]
        self.hearing.of(self.rivals, self.witnesses)
        self.retry = None
        # {(node, database): (verdict, since when)}
        self.dated = {}
        # Until when no lease is given up, and which hearing has to end before all is calm: of the last gap.
        self.grace, self.suspense = 0.0, 0
        self.alive_at = 0.0
        self.leaving = False
        self.pace = Pace(loop, self.beat, self.calm, self.slow)
        Watch(loop, self.gap)
        for post in self.posts.values():
            post.prober.connect()

    def listen(self, place, server):
        """The port stays bound while the guard restarts: systemd keeps it."""
        address, port = place
        name = store.name_of("listen", port, address)
        kept = self.store.take(name)
        found = []
        for bound in kept or [listener.bind(*one) for one in listener.addresses(address, port)]:
            if not kept:
                self.store.keep(name, bound)
            # Who connects and says nothing does not wake it up.
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
            found.append(listener.Listener(self.loop, bound, server, store.end))
        return found

    def words(self):
        return {name: post.word() for name, post in self.posts.items()}

    def beat(self):
        self.judge(heard=False)
        for one in self.rivals:
            one.beat()
        for one in self.counters:
            one.accept(None)
        self.desk.lines.sweep()
        self.answers.lines.sweep()
        if self.leaving:
            self.left()
        if self.loop.now() >= self.alive_at:
            self.alive()

    def alive(self):
        if self.notifier.period:
            self.alive_at = self.loop.now() + self.notifier.period
            self.notifier.alive()

    def calm(self):
        """Everybody is there, and HAProxy has nothing to hear but that."""
        return (
            self.settings.hold >= CALM
            and self.hearing.ended >= self.suspense
            and all(post.settled() for post in self.posts.values())
            and all(one.there() for one in self.rivals)
            and not any(verdict for _, _, verdict in self.verdicts())
        )

    def slow(self, calm):
        """While all is calm HAProxy's questions wait for the next beat, unread, in place of for their answers."""
        self.answers.calm = calm
        for one in self.counters:
            if calm:
                one.pause()
            else:
                one.resume()

    def gap(self, seconds):
        """Somebody may have taken over while nothing was heard here: before anything else the others are asked. To systemd, this
        guard was silent as well.
        """
        self.alive()
        for one in self.rivals:
            one.unheard(seconds)
        self.grace = clock() + GRACE
        self.suspense = self.hearing.ticket()
        self.hearing.want()
        self.pace.look()
        self.loop.after(GRACE, self.contacted)

    def contacted(self, news=True):
        if news or any(post.waits() for post in self.posts.values()):
            self.judge(heard=False)
        self.hearing.look()

    def heard(self):
        self.judge(heard=True)

    def probed(self):
        self.judge(heard=False)

    def judge(self, heard):
        changed = [
            post.judge(self.said_of(post.name), self.met(), heard or not self.rivals, self.grace)
            for post in self.posts.values()
        ]
        if any(changed):
            self.notifier.status("; ".join(post.words() for post in self.posts.values()))
        self.desk.look()
        self.answers.look()
        self.date_verdicts()
        self.pace.look()
        waits = any(post.waits() for post in self.posts.values())
        if waits and not self.retry:
            self.retry = self.loop.after(max(0.0, self.hearing.since + HURRY - self.loop.now()), self.hurry)

    def hurry(self):
        self.retry = None
        self.hearing.want()

    def said_of(self, database):
        mark = self.hearing.mark
        return {
            one.name: lease.Said(one.said.get(database, lease.NOTHING), one.at, one.spoke > mark) for one in self.rivals
        }

    def met(self):
        """Empty where there is no witness: two nodes alone cannot tell a cut from a dead neighbour, and do not try."""
        if not self.witnesses:
            return []
        return [one.met_at for one in self.rivals] + [one.asked_at for one in self.witnesses]

    def verdict(self, node, database):
        post = self.posts.get(database)
        if post is None:
            return None
        if node == self.settings.node:
            return verdict_of.own(post.position, post.lease, self.leaving)
        for one in self.rivals:
            if one.name == node:
                word = one.said.get(database, lease.NOTHING)
                lately = one.at is not None and clock() - one.at < LATELY
                said = {rival.name: rival.said.get(database, lease.NOTHING) for rival in self.rivals}
                said[self.settings.node] = post.position
                superior = verdict_of.highest(node, word, self.settings.node, post.lease, said)
                return verdict_of.other(node, word, lately, superior)
        return None

    def verdicts(self):
        """(node, database, verdict) of each server."""
        nodes = [self.settings.node] + [one.name for one in self.rivals]
        return [(node, database, self.verdict(node, database)) for node in nodes for database in self.posts]

    def date_verdicts(self):
        for node, database, verdict in self.verdicts():
            if self.dated.get((node, database), ("", 0))[0] != verdict:
                self.dated[node, database] = verdict, time.time()

    def sure(self, question):
        """Whether this node's own primary may go on: the others were heard after HAProxy asked."""
        node, database = question.server
        if node != self.settings.node or self.posts[database].position.role != state.PRIMARY:
            return True
        if self.rivals and all(one.spoke > question.number for one in self.rivals):
            return True
        if question.ticket is None:
            question.ticket = self.hearing.ticket()
        return self.hearing.passed(question.ticket)

    def status(self):
        now = clock()
        lines = ["node=%s key=%s" % (self.settings.node, "yes" if self.settings.key else "no")]
        for post in self.posts.values():
            lines.append("own %s %s for=%d" % (post.name, post.words(), max(0, time.time() - post.since)))
        for one in self.rivals:
            age = "never" if one.at is None else "%.1f" % (now - one.at)
            for database, word in sorted(one.said.items()) or [("-", lease.NOTHING)]:
                said = "%s %s timeline=%d lsn=%s" % (word.role or "unknown", word.mode or "-", word.timeline, word.lsn or "-")
                lines.append("rival %s %s %s heard=%s" % (one.name, database, said, age))
        for node, database, verdict in self.verdicts():
            since = self.dated.get((node, database), ("", time.time()))[1]
            down = "down for=%d #%s" % (max(0, time.time() - since), verdict)
            lines.append("server %s %s %s" % (node, database, down if verdict else "up"))
        return "\n".join(lines) + "\n"

    def leave(self):
        log.notice("ends, after %.0f s" % time.process_time())
        self.loop.after(LAST, self.loop.stop)
        self.leaving = True
        self.judge(heard=False)
        for post in self.posts.values():
            post.prober.leave(self.left)

    def left(self):
        if all(post.prober.left for post in self.posts.values()) and self.answers.told_all():
            self.loop.stop()
