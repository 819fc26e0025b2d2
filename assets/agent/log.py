"""Writes lines to standard error, with priorities if the journal reads them."""
import os
import sys

from request import printable

JOURNAL = "JOURNAL_STREAM" in os.environ


def write(priority, text):
    prefix = "<%d>" % priority if JOURNAL else ""
    for line in text.splitlines():
        try:
            print(prefix + printable(line), file=sys.stderr, flush=True)
        except OSError:
            # Health checks matter more than the log.
            pass


def error(text):
    write(3, text)


def warning(text):
    write(4, text)


def notice(text):
    write(5, text)
