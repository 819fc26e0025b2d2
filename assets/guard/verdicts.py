"""What HAProxy is told of a server: that it is up, that it is down and why, or nothing. Does no input or output."""
import lease
import state

UP, NOTHING = "", None


def own(known, own_lease, leaving=False):
    """`known` is the last Status of this node's PostgreSQL, `own_lease` its Lease. A guard that is about to end drops what is only a doubt:
    HAProxy would otherwise keep the server down until there is a guard again.
    """
    timeline, name = own_lease.served.get(known.system, (0, ""))
    if known.role != state.STANDBY and 0 < known.timeline < timeline:
        return superseded(name, timeline)
    if known.role != state.PRIMARY:
        return UP if leaving else own_lease.doubt
    if own_lease.mode == lease.SERVING:
        return UP
    return NOTHING if own_lease.mode in (lease.UNPROVEN, lease.COMING) else own_lease.why


def other(name, status, recent, superior):
    """`status` is the last one from that node's guard, `recent` whether it is still current; `superior` comes from highest()."""
    timeline, by = superior
    if status.role != state.STANDBY and 0 < status.timeline < timeline:
        return superseded(by, timeline)
    if recent and status.role == state.PRIMARY and status.mode in (lease.WAITING, lease.YIELDING):
        return "%s is not in use, says its guard" % name
    return UP


def highest(name, status, node, own_lease, statuses):
    """(timeline, node) of the highest timeline of that system on nodes other than `name`: of a primary that is or was in use there, or of one that
    was promoted. A promoted primary may have to wait until it is used, but whatever the old one still accepted would be lost. `own_lease` is the
    Lease of `node`, the node of this guard; `statuses` are the last ones of all nodes, its own included.
    """
    served = [
        (timeline, by) for system, (timeline, by) in own_lease.served.items() if system == status.system and by != name
    ]
    return max(served + lease.promoted_from(status, statuses) + [(own_lease.served_here.get(status.system, 0), node)])


def superseded(name, timeline):
    return "superseded by %s, timeline %d" % (name, timeline)
