"""The agent's figures as Prometheus text, format 0.0.4."""
import time

import state

KIND = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "n2acd_agent_"


def render(agent):
    lines = []
    for name, kind, text, samples in families(agent):
        lines.append("# HELP %s%s %s" % (PREFIX, name, text))
        lines.append("# TYPE %s%s %s" % (PREFIX, name, kind))
        for labels, value in samples:
            pairs = ",".join('%s="%s"' % pair for pair in labels)
            lines.append("%s%s%s %s" % (PREFIX, name, "{%s}" % pairs if pairs else "", repr(value)))
    return "\n".join(lines) + "\n"


def families(agent):
    """(name, type, help, [(labels, value)])"""
    instances = agent.instances.values()

    def each(value):
        return [((("target_port", one.port),), value(one)) for one in instances]

    def each_of(values):
        return [
            ((("target_port", one.port), (label, key)), value)
            for one in instances
            for label, key, value in values(one)
        ]

    yield "role", "gauge", "1 for the role that the instance has now.", each_of(
        lambda one: [("role", role, int(one.known().role == role)) for role in state.ROLES]
    )
    yield "probe_age_seconds", "gauge", "Time since the last probe of the instance began.", each(
        lambda one: round(one.age(), 6)
    )
    yield "probe_duration_seconds", "gauge", "Round trip of the last probe that was answered.", each(
        lambda one: round(one.prober.took, 6)
    )
    yield "probes_total", "counter", "Probes by result.", each_of(
        lambda one: [("result", key, value) for key, value in sorted(one.prober.results.items())]
    )
    yield "database_logins_total", "counter", "Connections of the prober that PostgreSQL let in.", each(
        lambda one: one.prober.logins
    )
    yield "role_changes_total", "counter", "Changes of the role, the first one included.", each(
        lambda one: one.changes
    )
    yield "last_role_change_timestamp_seconds", "gauge", "Unix time of the last change of the role.", each(
        lambda one: round(one.changed_at, 3)
    )
    yield "streaming", "gauge", "1 on a standby whose WAL receiver is connected.", each(
        lambda one: int(one.known().streaming)
    )
    yield "replay_lag_bytes", "gauge", "WAL that a standby has yet to replay, as far as its role may see.", [
        sample for sample in each(lambda one: one.known().lag) if sample[1] is not None
    ]
    yield "held_back", "gauge", "1 while a primary is kept out of use: cut off, or not the only one.", each(
        lambda one: int(one.waits())
    )
    yield "answers_total", "counter", "HTTP answers by status code.", each_of(
        lambda one: [("code", code, count) for code, count in sorted(one.answers.items())]
    )
    yield "http_connections", "gauge", "HTTP connections open now.", [((), len(agent.server.clients))]
    yield "http_evicted_total", "counter", "HTTP connections cut to make room for newer ones.", [
        ((), agent.server.evicted)
    ]
    yield "reloads_total", "counter", "Configurations read since the start, by result.", [
        ((("result", key),), value) for key, value in sorted(agent.reloads.items())
    ]
    yield "faults_total", "counter", "Faults of the agent's own that it survived.", [((), agent.loop.faults)]
    yield "cpu_seconds_total", "counter", "CPU time of the agent.", [((), round(time.process_time(), 6))]
    yield "start_timestamp_seconds", "gauge", "Unix time of the start.", [((), round(agent.started, 3))]
