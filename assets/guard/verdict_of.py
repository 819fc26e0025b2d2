"""What HAProxy is told of a server: up, down and why, or nothing. Pure."""
import lease
import state

UP, NOTHING = "", None


def own(position, one, leaving=False):
    """`position` is the last Word of this node's PostgreSQL, `one` its Lease. What is only doubted goes with a guard that leaves: HAProxy would
    believe it for as long as there is none.
    """
    timeline, name = one.served.get(position.system, (0, ""))
    if position.role != state.STANDBY and 0 < position.timeline < timeline:
        return superseded(name, timeline)
    if position.role != state.PRIMARY:
        return UP if leaving else one.doubt
    if one.mode == lease.SERVING:
        return UP
    return NOTHING if one.mode in (lease.UNPROVEN, lease.COMING) else one.why


def other(name, word, lately, superior):
    """`word` is what that node's guard said last, `lately` whether that is news; `superior` is from highest()."""
    timeline, by = superior
    if word.role != state.STANDBY and 0 < word.timeline < timeline:
        return superseded(by, timeline)
    if lately and word.role == state.PRIMARY and word.mode in (lease.WAITING, lease.YIELDING):
        return "%s is not in use, says its guard" % name
    return UP


def highest(name, word, node, one, words):
    """(timeline, name) of the highest timeline of that system on nodes other than `name`: it is or was in use there, or that node was promoted
    to it. Who was promoted may have to wait until it is used, but what the old primary still took would be lost. `one` is the Lease of
    `node`, where this runs; `words` has what every node said last, its own as well.
    """
    served = [(timeline, by) for system, (timeline, by) in one.served.items() if system == word.system and by != name]
    return max(served + lease.promoted_from(word, words) + [(one.served_here.get(word.system, 0), node)])


def superseded(name, timeline):
    return "superseded by %s, timeline %d" % (name, timeline)
