"""Proof that a claim is a rival's own, and an answer to this very question: HMAC-SHA256 with the key of the stack.

It covers the question's random number, so that nobody can repeat an earlier answer; and the address and port that was
asked, so that nobody can pass on what another node or another instance says. Another stack has another key.
"""
import hmac
import os
import re
import socket

NONCE = re.compile(r"[0-9a-f]{32}\Z")


def nonce():
    return os.urandom(16).hex()


def sign(key, number, place, word):
    """`place` is the (address, port) that the question went to, as both ends of the connection know it."""
    address, port = place[:2]
    said = "\n".join(("n2acd-ha claim", number, plain(address), str(port), word))
    return hmac.new(key.encode(), said.encode(), "sha256").hexdigest()


def holds(key, number, place, word, signature):
    return hmac.compare_digest(sign(key, number, place, word).encode(), signature.encode("utf-8", "replace"))


def plain(address):
    """One spelling of an address, whoever wrote it."""
    address = address.partition("%")[0]
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_pton(family, address).hex()
        except (OSError, ValueError):
            continue
    return address
