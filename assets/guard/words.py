"""What one guard says to another, as text and back. Pure.

A question is "ask NONCE VERSION": answered at once when VERSION is not what the other guard would say now, else at the next
change, or after a moment. An answer is "NONCE VERSION WORDS SIGNATURE"; the words have one part for each database,
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


def text(words):
    """Of {database: Word}."""
    return ";".join("%s=%s" % (name, ",".join(map(str, word))) for name, word in sorted(words.items()))


def answer(key, nonce, place, version, said):
    whole = "%d %s" % (version, said)
    return "%s %s %s\n" % (nonce, whole, signature.sign(key, nonce, place, whole))


def read(key, place, line):
    """(nonce, version, {database: Word}), or None when it is not signed with the key for that place."""
    found = ANSWER.match(line)
    if not found:
        return None
    nonce, version, said, signed = found.groups()
    if not signature.holds(key, nonce, place, "%s %s" % (version, said), signed):
        return None
    parts = [PART.match(part) for part in said.split(";")] if said else []
    if None in parts:
        return None
    return nonce, int(version), {part.group(1): word_of(*part.groups()[1:]) for part in parts}


def word_of(role, mode, system, timeline, ballot, lsn):
    return lease.Word(role, mode, int(system), int(timeline), int(ballot), lsn)
