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
from post import Post
from rival import Rival
from witness import Witness

# Seconds between two questions to PostgreSQL, and between two answers to another guard.
BEAT = 0.1
# A primary that is in use is asked, and answers, at each third beat only: it cannot become a standby without hanging up, and no standby
# has a lease that its answers would renew.
SELDOM = 3
# Seconds between two hearings while a primary waits to be used.
HURRY = 0.05
# Seconds for which the others are asked after a gap, before a lease that may be over is given up.
GRACE = 0.05
# Seconds for which a rival's word is news.
LATELY = 1.0


class Guard:
    def __init__(self, loop, settings, notifier):
        self.loop, self.settings, self.notifier = loop, settings, notifier
        self.store = store.Store(notifier)
        self.hearing = Hearing(loop, self.heard)
        self.posts = {
            name: Post(loop, name, port, settings, self.probed, self.store)
            for name, port in settings.databases
        }
        self.desk = Desk(loop, settings.key, lambda: {name: post.word() for name, post in self.posts.items()})
        self.answers = Answers(loop, settings.hold, self.verdict, self.sure, self.status)
        self.listen(settings.listen, self.desk)
        self.listen(settings.haproxy, self.answers)
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
        self.grace = 0.0
        Watch(loop, self.gap)
        for post in self.posts.values():
            post.prober.connect()
        self.beats = 0
        loop.every(BEAT, self.beat)

    def listen(self, place, server):
        """The port stays bound while the guard restarts: systemd keeps it."""
        address, port = place
        name = store.name_of("listen", port, address)
        kept = self.store.take(name)
        for bound in kept or [listener.bind(*one) for one in listener.addresses(address, port)]:
            if not kept:
                self.store.keep(name, bound)
            # Who connects and says nothing does not wake it up.
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
            listener.Listener(self.loop, bound, server, store.end)

    def beat(self):
        """All that is done again and again is done in one go: to wake up costs more than to do it."""
        self.beats += 1
        seldom = self.beats % SELDOM == 0
        for post in self.posts.values():
            if seldom or not post.in_use():
                post.prober.hurry()
        self.judge(heard=False)
        if seldom or not any(post.in_use() for post in self.posts.values()):
            self.desk.beat()
        if seldom:
            self.desk.lines.sweep()
            self.answers.lines.sweep()

    def gap(self):
        """Somebody may have taken over while nothing was heard here: before anything else the others are asked."""
        self.grace = clock() + GRACE
        self.hearing.want()
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
            return verdict_of.own(post.position, post.lease)
        for one in self.rivals:
            if one.name == node:
                word = one.said.get(database, lease.NOTHING)
                lately = one.at is not None and clock() - one.at < LATELY
                return verdict_of.other(node, word, lately, self.highest(post, word.system, node))
        return None

    def highest(self, post, system, but):
        """(timeline, node) that is or was in use on another node than this one."""
        found = [(timeline, name) for of, (timeline, name) in post.lease.served.items() if of == system and name != but]
        return max(found + [(post.lease.served_here.get(system, 0), self.settings.node)])

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
        for node in [self.settings.node] + [one.name for one in self.rivals]:
            for database in self.posts:
                verdict = self.verdict(node, database)
                lines.append("server %s %s %s" % (node, database, "down #" + verdict if verdict else "up"))
        return "\n".join(lines) + "\n"

    def leave(self):
        log.notice("ends, after %.0f s" % time.process_time())
        self.loop.stop()
