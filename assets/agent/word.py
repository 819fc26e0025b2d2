"""What one agent says of its PostgreSQL to another, as text and back. Pure.

"primary serving 1764366000000000": a role, a claim, and of a claim in use the ballot that it was won with.
"""
import collections
import re

import signature

Word = collections.namedtuple("Word", "role mode ballot")

NOTHING = Word("", "", None)
FORM = re.compile(r"([a-z-]{1,16}) ([a-z]{1,16})(?: ([0-9]{1,20}))?\Z")


def question(number):
    return ("GET /claim?nonce=%s HTTP/1.0\r\n\r\n" % number).encode()


def nonce_in(query):
    """The random number of a question, None of a person's, or of a version that sends none."""
    asked = [pair[6:] for pair in query.split("&") if pair.startswith("nonce=")]
    return asked[-1] if asked and signature.NONCE.match(asked[-1]) else None


def text(role, mode, ballot):
    return "%s %s %d" % (role, mode, ballot) if ballot else "%s %s" % (role, mode)


def answer(words, key, number, place):
    """The body of an answer: the words, and their signature where there is a key."""
    return words + ("\n" + signature.sign(key, number, place, words) if key else "") + "\n"


def read(response, key, number, place):
    """The Word in a response; None when a key is asked for and it is not signed with it.

    Without a key, whatever else answers on a rival's port is somebody who serves nobody.
    """
    head, _, body = response.partition(b"\r\n\r\n")
    words, _, signed = body.decode("ascii", "replace").strip().partition("\n")
    good = b" 200 " in head.split(b"\r\n")[0]
    if key and not (good and signature.holds(key, number, place, words, signed)):
        return None
    found = FORM.match(words) if good else None
    if not found:
        return NOTHING
    role, mode, ballot = found.groups()
    return Word(role, mode, int(ballot) if ballot else None)
