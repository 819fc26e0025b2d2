"""The guard: tells this node's HAProxy at once which PostgreSQL is superseded, and prevents two primaries from being in use.

    python3 /usr/local/lib/n2acd-ha-guard/guard [--check] [/etc/n2acd-ha/guard.json]

It shares its parts with the health agent, whose files are beside it on a host as in the toolkit.
"""
import gc
import os
import select
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# This folder's files come first: the agent has a __main__ too.
sys.path[:] = [HERE, os.path.join(os.path.dirname(HERE), "agent")] + sys.path

import config  # noqa: E402
import log  # noqa: E402
import settings  # noqa: E402
from guard import Guard  # noqa: E402
from loop import Loop  # noqa: E402
from notify import Notifier  # noqa: E402


def main(arguments):
    check = "--check" in arguments
    paths = [argument for argument in arguments if argument != "--check"]
    path = paths[0] if paths else settings.DEFAULT_PATH
    try:
        found = settings.read(path)
    except config.ConfigError as error:
        log.error("%s is not good:\n%s" % (path, error))
        return 1
    return 0 if check else serve(found)


def serve(found):
    loop, notifier = Loop(), Notifier()
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    try:
        guard = Guard(loop, found, notifier)
    except OSError as error:
        log.error("cannot listen on %s port %d: %s" % (found.listen + (error.strerror,)))
        notifier.status(str(error.strerror))
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    loop.watch(reader, select.EPOLLIN, lambda _: guard.leave())
    log.notice("guards %s" % ", ".join("%s on port %d" % one for one in found.databases))
    notifier.ready()
    # What exists now lives as long as the guard: the collector need not look at it again.
    gc.collect()
    getattr(gc, "freeze", gc.collect)()
    loop.run()
    notifier.send("STOPPING=1")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
