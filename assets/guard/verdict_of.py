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


def other(name, word, lately, highest):
    """`word` is what that node's guard said last, `lately` whether that is news; `highest` the (timeline, name) of its
    system that is or was in use on a node other than that one.
    """
    timeline, by = highest
    if word.role != state.STANDBY and 0 < word.timeline < timeline:
        return superseded(by, timeline)
    if lately and word.role == state.PRIMARY and word.mode in (lease.WAITING, lease.YIELDING):
        return "%s is not in use, says its guard" % name
    return UP


def superseded(name, timeline):
    return "superseded by %s, timeline %d" % (name, timeline)
