"""Whether a primary may be in use: only while its lease holds, and not once it is superseded. Pure.

Guards tell each other role, timeline and mode of their PostgreSQL. The higher timeline wins at once: whoever was promoted
continues where the other one was left. A lease is renewed by hearing a rival or a witness; whoever is promoted while a
rival is silent waits until that rival's lease has certainly ended.
"""
import collections

import state

# What the guard of a node said last; when that arrived, and whether it answers a question of the hearing that is judged.
Said = collections.namedtuple("Said", "word at fresh")
# `system` is PostgreSQL's system identifier: timelines of two different systems say nothing about each other.
Word = collections.namedtuple("Word", "role mode system timeline ballot lsn")
NOTHING = Word("", "", 0, 0, 0, "")

# In use. Not yet known to be alone: nobody is told anything. Promoted a moment ago, and everybody is there who has to give way: the same,
# for HAProxy stays with the one in use until that is down. Promoted, and not yet alone: kept out. Kept out after it was in use.
SERVING, UNPROVEN, COMING, WAITING, YIELDING = "serving", "unproven", "coming", "waiting", "yielding"
# Seconds since it was no primary for the last time, as far as that is known. Whoever is there has answered by then.
MOMENT = 0.15
# Seconds that a rival's lease is given beyond its end: for messages on their way, and for clocks that run apart.
MARGIN = 0.3
# Seconds without a word after which a rival is silent: one that is there is heard at least every 0.3 s.
SILENT = 0.45


class Lease:
    """`seconds` is how long it lasts. Told the time by its caller, on a clock that goes on while the process stands still.

    `ballot` orders those who came into use one after the other on one timeline, as in the agent's claim.py.
    """

    def __init__(self, seconds, now):
        self.seconds = seconds
        self.since = self.back_since = now
        self.ballot = self.highest = 0
        # By system: the highest timeline that was in use elsewhere, and whose it is; the highest that was in use here.
        self.served, self.served_here = {}, {}
        self.was_standby = False
        # Why it would not be used if it were promoted now. A promotion is noticed up to 0.1 s after HAProxy's check may have seen it.
        self.doubt = ""
        self.begin()

    def begin(self):
        self.mode, self.why = UNPROVEN, "other nodes were not heard yet"

    def learn(self, rivals):
        """What stays true, however silent they fall. Who was made a standby of an older timeline has been undone by a person."""
        for name, (word, _, _) in sorted(rivals.items()):
            self.highest = max(self.highest, word.ballot)
            best = self.served.get(word.system, (0, ""))
            if word.role == state.PRIMARY and word.mode == SERVING:
                self.served[word.system] = max(best, (word.timeline, name))
            elif word.role == state.STANDBY and best[1] == name and word.timeline < best[0]:
                del self.served[word.system]

    def judge(self, own, rivals, met, now, clock=0, heard=True, grace=0.0):
        """`own` and `rivals` {name: Said}; `met` the times at which those who answered had been asked, None before the first,
        empty where there is no witness. `heard`: at the end of a hearing. Before `grace` no lease is given up: after a
        gap the others are asked first.
        """
        self.learn(rivals)
        if own.role == state.UNKNOWN:
            return
        if own.role == state.STANDBY:
            self.served_here.pop(own.system, None)
        if own.role != state.PRIMARY:
            self.was_standby = own.role == state.STANDBY or (self.was_standby and own.role == state.UNAVAILABLE)
            self.doubt = self.cut_off(met, now) or self.silence(rivals, now)
            self.since = now
            return self.begin()
        self.doubt = ""
        superior = self.superior(own, rivals)
        cut_off = self.cut_off(met, now)
        if superior:
            self.give_up("superseded by %s, timeline %d" % superior, now)
        elif cut_off and now >= grace:
            self.give_up(cut_off, now)
        elif self.mode == SERVING:
            self.yield_to(own, rivals, now)
        else:
            blocking = self.blocking(own, rivals, now)
            if heard and not blocking:
                self.mode, self.why, self.was_standby = SERVING, "", False
                self.served_here[own.system] = own.timeline
                self.ballot = self.highest = max(self.highest + 1, clock)
            elif self.was_standby and self.mode in (UNPROVEN, COMING):
                self.mode = COMING if self.comes(own, rivals, now) else WAITING
            self.why = blocking or self.why

    def cut_off(self, met, now):
        latest = max([at for at in met if at is not None] or [self.since])
        return "cut off from every other node" if met and now - latest > self.seconds else ""

    def silence(self, rivals, now):
        """Who has fallen silent and may still be in use."""
        for name, (_, at, _) in sorted(rivals.items()):
            if (at is None or now - at > SILENT) and self.may_serve(at, now):
                return "%s has yet to be heard" % name
        return ""

    def comes(self, own, rivals, now):
        others = [word for word, _, _ in rivals.values() if word.role == state.PRIMARY]
        silent = self.silence(rivals, now)
        return now - self.since <= MOMENT and not silent and all(newer(own, word) for word in others)

    def may_serve(self, at, now):
        """Whether a rival's lease may hold that was heard last at this time."""
        return now - max(self.back_since, at or self.back_since) <= self.seconds + MARGIN

    def give_up(self, why, now):
        self.mode, self.why, self.back_since = YIELDING, why, now

    def superior(self, own, rivals):
        """(name, timeline) of who has superseded this one: a primary now, or one that was in use before it fell silent."""
        found = promoted_from(own, {name: said.word for name, said in rivals.items()})
        timeline, name = max(found + [self.served.get(own.system, (0, ""))])
        return (name, timeline) if timeline > own.timeline else None

    def yield_to(self, own, rivals, now):
        """On one timeline the one yields that came into use first, as among the agents."""
        for name, (word, at, _) in sorted(rivals.items()):
            lately = at is not None and now - at <= self.seconds
            serves = lately and (word.role, word.mode) == (state.PRIMARY, SERVING)
            if serves and not newer(own, word) and word.ballot > self.ballot:
                self.give_up("%s took its place" % name, now)

    def blocking(self, own, rivals, now):
        """Why another node may be in use, or None when none is."""
        for name, (word, at, fresh) in sorted(rivals.items()):
            if at is None or not fresh or now - at > self.seconds:
                if self.may_serve(at, now):
                    return "%s has yet to be heard" % name
                continue
            gives_way = word.mode == YIELDING and (self.mode != YIELDING or newer(own, word))
            if word.role == state.PRIMARY and not gives_way:
                return "%s is a primary as well" % name
        return None


def promoted_from(word, words):
    """[(timeline, name)] of the primaries in {name: Word} that were promoted after that one."""
    return [(other.timeline, name) for name, other in words.items() if newer(other, word)]


def newer(one, other):
    """Whether a primary's timeline continues from before where the other one is."""
    return one.role == state.PRIMARY and one.system == other.system and one.timeline > other.timeline
