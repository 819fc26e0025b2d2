"""The health agent: tells HAProxy over HTTP which PostgreSQL is the read/write primary.

    python3 /usr/local/lib/n2acd-ha-agent [--check] [/etc/psqlchk/config.json]

--check only says whether the configuration is valid. SIGHUP makes the agent read it again, without closing a port.
"""
import gc
import os
import select
import signal
import sys

import config
import log
from agent import Agent
from loop import Loop
from notify import Notifier


def main(arguments):
    check = "--check" in arguments
    paths = [argument for argument in arguments if argument != "--check"]
    path = paths[0] if paths else config.DEFAULT_PATH
    try:
        settings = config.read(path)
    except config.ConfigError as error:
        log.error("%s is not good:\n%s" % (path, error))
        return 1
    mention_unknown(settings)
    if check:
        return 0
    return serve(path, settings)


def serve(path, settings):
    loop, notifier = Loop(), Notifier()
    signals = signals_as_bytes()
    try:
        agent = Agent(loop, settings, notifier)
    except OSError as error:
        log.error(error.strerror)
        notifier.status(error.strerror)
        return 1

    def signalled(_):
        numbers = os.read(signals, 64)
        if signal.SIGTERM in numbers or signal.SIGINT in numbers:
            agent.leave()
        elif signal.SIGHUP in numbers:
            reload(agent, path)

    loop.watch(signals, select.EPOLLIN, signalled)
    if notifier.period:
        notifier.alive()
        loop.every(notifier.period, notifier.alive)
    ports = ("%d for %d" % (listen, target) for target, listen in settings.webservers)
    log.notice("serving " + ", ".join(ports))
    notifier.ready()
    # What exists now lives as long as the agent, so the garbage collector need not look at it again.
    gc.collect()
    getattr(gc, "freeze", gc.collect)()
    loop.run()
    notifier.send("STOPPING=1")
    return 0


def reload(agent, path):
    """A configuration with mistakes changes nothing."""
    agent.notifier.reloading()
    try:
        settings = config.read(path)
        agent.apply(settings)
        agent.reloads["ok"] += 1
        mention_unknown(settings)
        log.notice("configuration read again")
    except (config.ConfigError, OSError) as error:
        agent.reloads["refused"] += 1
        log.error("the old configuration stays: %s" % (getattr(error, "strerror", None) or error))
    agent.notifier.ready()


def mention_unknown(settings):
    if settings.unknown:
        log.warning("keys that the agent does not know: %s" % ", ".join(settings.unknown))


def signals_as_bytes():
    """A descriptor from which the numbers of arriving signals can be read."""
    reader, writer = os.pipe()
    for end in (reader, writer):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return reader


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
