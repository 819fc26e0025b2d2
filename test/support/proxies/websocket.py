"""A web socket, as far as a test needs one.

    websocket.py serve PORT             answers each message with itself
    websocket.py ask HOST PORT NAME PATH WORD   over TLS; prints what comes back
"""

import base64
import hashlib
import os
import socket
import ssl
import sys

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def head(stream):
    lines = []
    while True:
        line = stream.readline().rstrip(b"\r\n")
        if not line:
            return lines
        lines.append(line)


def message(stream):
    first, length = stream.read(2)
    masked, length = length & 0x80, length & 0x7F
    mask = stream.read(4) if masked else bytes(4)
    return first, bytes(byte ^ mask[i % 4] for i, byte in enumerate(stream.read(length)))


def serve(port):
    listener = socket.create_server(("127.0.0.1", int(port)))
    while True:
        connection, _ = listener.accept()
        stream = connection.makefile("rwb")
        fields = dict(line.split(b": ", 1) for line in head(stream)[1:])
        key = next(value for name, value in fields.items() if name.lower() == b"sec-websocket-key")
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        stream.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        stream.flush()
        first, text = message(stream)
        stream.write(bytes([first, len(text)]) + text)
        stream.flush()
        stream.close()
        connection.close()


def ask(host, port, name, path, word):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    plain = socket.create_connection((host, int(port)), timeout=10)
    with context.wrap_socket(plain, server_hostname=name) as connection:
        stream = connection.makefile("rwb")
        key = base64.b64encode(os.urandom(16))
        stream.write(
            f"GET {path} HTTP/1.1\r\nHost: {name}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key.decode()}\r\n\r\n".encode()
        )
        stream.flush()
        lines = head(stream)
        print(lines[0].decode())
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        if not any(line.lower() == b"sec-websocket-accept: " + accept.lower() for line in lines):
            sys.exit("it does not take the web socket")
        mask = os.urandom(4)
        text = word.encode()
        stream.write(bytes([0x81, 0x80 | len(text)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(text)))
        stream.flush()
        print(message(stream)[1].decode())


{"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])
