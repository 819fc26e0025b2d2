"""The messages that guards send to each other: encoded and decoded here. Does no input or output.

A question is "ask NONCE VERSION". It is answered at once if VERSION differs from that of the current statuses, and otherwise at the next
change, or when the same connection asks again. An answer is "NONCE VERSION STATUSES SIGNATURE". STATUSES has one part for each database:
"ACD=primary,serving,7312345678901234567,7,1764366000000000,0/3000060".
"""
import re

import lease
import signature

QUESTION = re.compile(r"ask ([0-9a-f]{32}) ([0-9]{1,20})\Z")
ANSWER = re.compile(r"([0-9a-f]{32}) ([0-9]{1,20}) (\S{0,4000}) ([0-9a-f]{64})\Z")
PART = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9_-]{0,62})=([a-z-]{1,16}),([a-z]{1,16}),([0-9]{1,20}),([0-9]{1,10}),([0-9]{1,20}),"
    r"([0-9A-F]{0,8}/?[0-9A-F]{0,8})\Z"
)


def question(nonce, version):
    return "ask %s %d\n" % (nonce, version)


def encode(statuses):
    """Of {database: Status}."""
    return ";".join("%s=%s" % (name, ",".join(map(str, status))) for name, status in sorted(statuses.items()))


def answer(key, nonce, endpoint, version, text):
    content = "%d %s" % (version, text)
    return "%s %s %s\n" % (nonce, content, signature.sign(key, nonce, endpoint, content))


def decode(key, endpoint, line):
    """(nonce, version, {database: Status}), or None if it is not signed with the key for that endpoint."""
    found = ANSWER.match(line)
    if not found:
        return None
    nonce, version, text, signed = found.groups()
    if not signature.holds(key, nonce, endpoint, "%s %s" % (version, text), signed):
        return None
    parts = [PART.match(part) for part in text.split(";")] if text else []
    if None in parts:
        return None
    return nonce, int(version), {part.group(1): status_of(*part.groups()[1:]) for part in parts}


def status_of(role, mode, system, timeline, ballot, lsn):
    return lease.Status(role, mode, int(system), int(timeline), int(ballot), lsn)
