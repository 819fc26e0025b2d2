"""Logs in to PostgreSQL with SCRAM or not at all, and asks one thing: for hosts whose psql cannot insist on it (libpq before 16).

    login.py HOST PORT PASSFILE CONNECT_SECONDS SQL

Nothing is said to a server that wants the password in clear or as MD5, nor to one that lets in without SCRAM; and one that does
not prove that it knows the password is not asked. PASSFILE's first line is *:*:*:USER:PASSWORD.
"""
import os
import socket
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "../agent"), os.path.join(HERE, "../../agent")]
import scripts  # noqa: E402 # the agent's own
import wire  # noqa: E402

SKIPPED = (b"N", b"S", b"A", b"K")
BROKEN = (wire.ProtocolError, scripts.LoginError, ValueError, KeyError, IndexError, struct.error)


def conversation(user, password, sql):
    """Yields what to send, and is resumed with each message; the rows at the end. The time limit is our caller's."""
    kind, body = yield wire.startup(user, "postgres")
    if scripts.code(kind, body) != scripts.SASL:
        raise scripts.LoginError("the server does not ask for SCRAM-SHA-256: it is not trusted with the password")
    kind, body = yield from scripts.sasl(body, password)
    if scripts.code(kind, body) != scripts.OK:
        raise wire.ProtocolError("the login went on after the password")
    while kind != b"Z":
        kind, body = yield b""
    yield from rows("SET statement_timeout = 0")
    return (yield from rows(sql))


def rows(sql):
    kind, body = yield wire.query(sql)
    found = []
    while kind != b"Z":
        if kind == b"D":
            found.append("|".join(value or "" for value in wire.row(body)))
        kind, body = yield b""
    return found


def run(connection, script):
    inbox, message = bytearray(), None
    while True:
        try:
            data = script.send(message)
        except StopIteration as stop:
            return stop.value
        connection.sendall(data)
        message = None
        while message is None or message[0] in SKIPPED:
            message = wire.take(inbox)
            if message is None:
                more = connection.recv(wire.MAX_BYTES)
                if not more:
                    raise ConnectionError("the server closed the connection")
                inbox += more
        if message[0] == b"E":
            raise wire.ServerError(message[1])


def main(host, port, passfile, seconds, sql):
    with open(passfile) as file:
        user, password = file.readline().rstrip("\n").split(":", 4)[3:]
    try:
        with socket.create_connection((host, int(port)), float(seconds)) as connection:
            connection.settimeout(None)
            for row in run(connection, conversation(user, password, sql)):
                print(row)
            connection.sendall(wire.TERMINATE)
    except wire.ServerError as error:
        sys.exit('login at "%s", port %s failed: FATAL:  %s' % (host, port, error))
    except (OSError,) + BROKEN as error:
        sys.exit('login at "%s", port %s failed: %s' % (host, port, error))


if __name__ == "__main__":
    main(*sys.argv[1:])
