"""Proves that a claim comes from the rival and answers this very question: HMAC-SHA256 with the key of the stack.

The signature covers the nonce of the question, so that nobody can repeat an earlier answer. It also covers the address and port that were asked,
so that nobody can pass on the answer of another node or instance. Every stack has a key of its own.
"""
import hmac
import os
import re
import socket

NONCE = re.compile(r"[0-9a-f]{32}\Z")


def nonce():
    return os.urandom(16).hex()


def sign(key, number, endpoint, text):
    """`number` is the nonce, `endpoint` the (address, port) that was asked, as both ends of the connection know it."""
    address, port = endpoint[:2]
    signed = "\n".join(("n2acd-ha claim", number, plain(address), str(port), text))
    return hmac.new(key.encode(), signed.encode(), "sha256").hexdigest()


def holds(key, number, endpoint, text, signature):
    return hmac.compare_digest(sign(key, number, endpoint, text).encode(), signature.encode("utf-8", "replace"))


def plain(address):
    """One spelling for each address, however it was written."""
    address = address.partition("%")[0]
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_pton(family, address).hex()
        except (OSError, ValueError):
            continue
    return address
