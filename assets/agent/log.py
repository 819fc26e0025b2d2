"""Lines on standard error, with a priority that the journal understands when it is the journal that reads them."""
import os
import sys

from request import printable

JOURNAL = "JOURNAL_STREAM" in os.environ


def write(priority, text):
    for line in text.splitlines():
        try:
            print("<%d>%s" % (priority, printable(line)) if JOURNAL else printable(line), file=sys.stderr, flush=True)
        except OSError:
            # Health checks matter more than the log.
            pass


def error(text):
    write(3, text)


def warning(text):
    write(4, text)


def notice(text):
    write(5, text)
