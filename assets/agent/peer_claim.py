"""The claim of one agent as it is sent to another: encoded and decoded here. Does no input or output.

"primary serving 1764366000000000" is a role, the state of the claim, and, if the claim is in use, the ballot that it was won with.
"""
import collections
import re

import signature

PeerClaim = collections.namedtuple("PeerClaim", "role mode ballot")

NOTHING = PeerClaim("", "", None)
FORM = re.compile(r"([a-z-]{1,16}) ([a-z]{1,16})(?: ([0-9]{1,20}))?\Z")


def request(nonce):
    return ("GET /claim?nonce=%s HTTP/1.0\r\n\r\n" % nonce).encode()


def nonce_in(query):
    """The nonce of an agent's request; None in a person's request, and in that of a version that sends none."""
    found = [pair[6:] for pair in query.split("&") if pair.startswith("nonce=")]
    return found[-1] if found and signature.NONCE.match(found[-1]) else None


def encode(role, mode, ballot):
    return "%s %s %d" % (role, mode, ballot) if ballot else "%s %s" % (role, mode)


def body(text, key, nonce, address):
    """The body of a response: the encoded claim and, if there is a key, its signature."""
    return text + ("\n" + signature.sign(key, nonce, address, text) if key else "") + "\n"


def decode(response, key, nonce, address):
    """The PeerClaim in a response; None if there is a key and the response is not signed with it.

    Without a key, any other program that answers on a rival's port is believed to serve no database.
    """
    head, _, content = response.partition(b"\r\n\r\n")
    text, _, signed = content.decode("ascii", "replace").strip().partition("\n")
    good = b" 200 " in head.split(b"\r\n")[0]
    if key and not (good and signature.holds(key, nonce, address, text, signed)):
        return None
    found = FORM.match(text) if good else None
    if not found:
        return NOTHING
    role, mode, ballot = found.groups()
    return PeerClaim(role, mode, int(ballot) if ballot else None)
