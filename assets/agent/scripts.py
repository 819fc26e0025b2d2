"""What is said on a connection to PostgreSQL, as generators that know no sockets.

A script yields the bytes to send and is resumed with the next message, (kind, body). Errors, notices and
parameters never reach it: the link that runs the script sees to them.
"""
import base64
import hmac
import os
import struct

import scram
import wire

OK, SASL, SASL_MORE, SASL_DONE = 0, 10, 11, 12
# What a server may ask for instead, in the words of pg_hba.conf.
OTHERS = {0: "no password", 3: "the password in clear text", 5: "the password's MD5"}


class LoginError(Exception):
    """The agent cannot log in as things are configured; only a person changes that."""


def login(user, database, password, trusted=False):
    """Logs in and returns when PostgreSQL is ready for a query.

    The server has to prove with SCRAM that it knows the password: whoever else took its port cannot. One that is
    `trusted` is known otherwise, by who owns its Unix socket, and may do without.
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
    """Runs one query and returns what its row means."""
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
    """Takes up a session that another process left, perhaps in the middle of a query, whose answer comes first."""
    mark = os.urandom(8).hex()
    kind, body = yield wire.query("SELECT '%s'" % mark)
    while not (kind == b"D" and wire.row(body) == [mark]):
        kind, body = yield b""
    while kind != b"Z":
        kind, body = yield b""


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
