"""The conversations with PostgreSQL, as generators that know nothing of sockets.

A script yields the bytes to send, and is resumed with the next message, (kind, body). Errors, notices and
parameters never reach it: the Link that runs the script handles them.
"""
import base64
import hmac
import os
import struct

import scram
import wire

OK, SASL, SASL_MORE, SASL_DONE = 0, 10, 11, 12
# What a server may ask for instead.
OTHERS = {0: "no password", 3: "the password in clear text", 5: "the password's MD5"}


class LoginError(Exception):
    """The agent cannot log in with this configuration; only a person can change that."""


def login(user, database, password, trusted=False):
    """Logs in and returns when PostgreSQL is ready for a query.

    The server has to prove with SCRAM that it knows the password, which another program on its port cannot. A `trusted` server has been
    recognized by the owner of its Unix socket, and need not.
    """
    kind, body = yield wire.startup(user, database)
    method = code(kind, body)
    if method == SASL:
        kind, body = yield from sasl(body, password)
    elif not (trusted and method == OK):
        asked = OTHERS.get(method, "authentication method %d" % method)
        raise LoginError("the server asks for %s, and so does not prove that it is PostgreSQL: use scram-sha-256" % asked)
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
    if not hmac.compare_digest(body[4:], b"v=" + signature):
        raise LoginError("PostgreSQL does not prove that it knows the password")
    return (yield b"")


def ask(sql, meaning):
    """Runs one query and returns meaning(row)."""
    kind, body = yield wire.query(sql)
    answer = None
    while kind != b"Z":
        if kind == b"D":
            if answer is not None:
                raise wire.ProtocolError("the query returned more than one row")
            answer = wire.row(body)
        kind, body = yield b""
    if answer is None:
        raise wire.ProtocolError("the query returned no row")
    return meaning(answer)


def resume():
    """Takes over a session that another process left, perhaps in the middle of a query. The answer to that query comes first."""
    mark = os.urandom(8).hex()
    kind, body = yield wire.query("SELECT '%s'" % mark)
    while not (kind == b"D" and wire.row(body) == [mark]):
        kind, body = yield b""
    while kind != b"Z":
        kind, body = yield b""


def begin_login(user, database):
    """Begins a login, and returns when PostgreSQL has reacted to it: what to send before the connection is closed, if anything.

    PostgreSQL logs nothing if the client leaves when it is asked for a password, or says that it terminates.
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
