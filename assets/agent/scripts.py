"""What is said on a connection to PostgreSQL, as generators that know no sockets.

A script yields the bytes to send and is resumed with the next message, (kind, body). Errors, notices and
parameters never reach it: the link that runs the script sees to them.
"""
import base64
import hashlib
import os
import struct

import scram
import wire

OK, CLEARTEXT, MD5, SASL, SASL_MORE, SASL_DONE = 0, 3, 5, 10, 11, 12


class LoginError(Exception):
    """The agent cannot log in as things are configured; only a person changes that."""


def login(user, database, password):
    """Logs in and returns when PostgreSQL is ready for a query."""
    kind, body = yield wire.startup(user, database)
    method = code(kind, body)
    if method == SASL:
        kind, body = yield from sasl(body, password)
    elif method == MD5:
        kind, body = yield wire.message(b"p", md5(user, password, body[4:8]) + b"\0")
    elif method != OK:
        asked = "the password in clear text" if method == CLEARTEXT else "authentication method %d" % method
        raise LoginError("pg_hba.conf asks for %s: use scram-sha-256, md5 or peer" % asked)
    if code(kind, body) != OK:
        raise wire.ProtocolError("the login went on after the password")
    while kind != b"Z":
        kind, body = yield b""


def sasl(offer, password):
    if b"SCRAM-SHA-256" not in offer[4:].split(b"\0"):
        raise LoginError("PostgreSQL does not offer SCRAM-SHA-256")
    nonce = base64.b64encode(os.urandom(18))
    hello = scram.first(nonce)
    kind, body = yield wire.message(b"p", b"SCRAM-SHA-256\0" + struct.pack("!I", len(hello)) + hello)
    expect(kind, body, SASL_MORE)
    proof, signature = scram.final(password, nonce, body[4:])
    kind, body = yield wire.message(b"p", proof)
    expect(kind, body, SASL_DONE)
    if body[4:] != b"v=" + signature:
        raise LoginError("PostgreSQL does not prove that it knows the password")
    return (yield b"")


def md5(user, password, salt):
    inner = hashlib.md5((password + user).encode()).hexdigest().encode()
    return b"md5" + hashlib.md5(inner + salt).hexdigest().encode()


def ask(sql):
    """Runs one query and returns its row."""
    kind, body = yield wire.query(sql)
    answer = None
    while kind != b"Z":
        if kind == b"D":
            answer = wire.row(body)
        kind, body = yield b""
    if answer is None:
        raise wire.ProtocolError("the query returned no row")
    return answer


def knock(user, database):
    """Begins a login; returns when PostgreSQL takes it up, with what to say before hanging up.

    Who hangs up when asked for a password leaves no line in PostgreSQL's log, nor does who says goodbye.
    """
    kind, body = yield wire.startup(user, database)
    if code(kind, body) != OK:
        return None
    while kind != b"Z":
        kind, body = yield b""
    return wire.TERMINATE


def code(kind, body):
    if kind != b"R" or len(body) < 4:
        raise wire.ProtocolError("unexpected message %r during the login" % kind)
    return struct.unpack_from("!I", body)[0]


def expect(kind, body, wanted):
    if code(kind, body) != wanted:
        raise wire.ProtocolError("unexpected step %d during the login" % code(kind, body))
