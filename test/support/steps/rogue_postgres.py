"""Somebody in PostgreSQL's place, who answers every query with one row.

    rogue_postgres.py WHERE HOW LOG ANSWER

WHERE is a port of 127.0.0.1 or the path of a socket. HOW he lets in: ok (at once), clear or md5 (he asks for the password),
scram (he asks for SCRAM, and cannot prove that he knows the password), nothing (SCRAM, and then OK without his signature).
What he hears is appended to LOG.
"""
import os
import socket
import struct
import sys
import threading

where, how, log, answer = sys.argv[1:]


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def method(code, rest=b""):
    return message(b"R", struct.pack("!I", code) + rest)


def hear(connection, first=False):
    head = connection.recv(4 if first else 5, socket.MSG_WAITALL)
    if not head:
        raise EOFError
    (length,) = struct.unpack("!I", head[-4:])
    body = connection.recv(length - 4, socket.MSG_WAITALL) if length > 4 else b""
    with open(log, "ab") as file:
        file.write(head + body + b"\n")
    return head[:1], body


def let_in(connection):
    if how in ("clear", "md5"):
        connection.sendall(method(3) if how == "clear" else method(5, b"salt"))
        hear(connection)
    if how in ("scram", "nothing"):
        connection.sendall(method(10, b"SCRAM-SHA-256\0\0"))
        _, hello = hear(connection)
        nonce = hello.split(b"r=", 1)[1]
        connection.sendall(method(11, b"r=" + nonce + b"more,s=c2FsdHNhbHRzYWx0c2FsdA==,i=4096"))
        hear(connection)
        if how == "scram":
            connection.sendall(method(12, b"v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
    connection.sendall(method(0) + message(b"Z", b"I"))


def serve(connection):
    try:
        _, body = hear(connection, first=True)
        while body[:4] in (struct.pack("!I", 80877103), struct.pack("!I", 80877104)):
            connection.sendall(b"N")
            _, body = hear(connection, first=True)
        let_in(connection)
        while True:
            kind, body = hear(connection)
            if kind == b"Q":
                row = struct.pack("!Hi", 1, len(answer)) + answer.encode()
                column = struct.pack("!H", 1) + b"a\0" + struct.pack("!IhIhih", 0, 0, 25, -1, -1, 0)
                asks = body.lstrip().upper().startswith((b"SELECT", b"SHOW"))
                rows = message(b"T", column) + message(b"D", row) if asks else b""
                connection.sendall(rows + message(b"C", (b"SELECT 1" if asks else b"SET") + b"\0") + message(b"Z", b"I"))
    except (EOFError, OSError):
        pass
    connection.close()


if "/" in where:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(where)
    os.chmod(where, 0o777)
else:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(where)))
listener.listen(20)
print("listens", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
