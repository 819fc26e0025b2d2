"""What is fuzzed: each of the agent's parsers behind a function of bytes, with examples to begin from.

A target raises nothing but AssertionError, whatever it is given: what its parser may raise, it catches.
"""
import json
import os
import socket
import struct
import sys
import tempfile
import time
import types

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "..", "assets", "agent")
sys.path.insert(0, SOURCE)

import config  # noqa: E402
import memory  # noqa: E402
import peer_claim  # noqa: E402
import request  # noqa: E402
import scram  # noqa: E402
import scripts  # noqa: E402
import server  # noqa: E402
import state  # noqa: E402
import store  # noqa: E402
import verdict  # noqa: E402
import wire  # noqa: E402
from link import Link  # noqa: E402

# Seconds of the processor that one input may cost the agent.
MAX_SECONDS = 0.25
EXPECTED = (wire.ProtocolError, wire.ServerError, scripts.LoginError, ValueError, KeyError, struct.error, OSError)
PASSWORD = "correct horse"
# The login's random number, so that an example can answer it.
NONCE = b"AAAAAAAAAAAAAAAAAAAAAAAA"
scripts.os = types.SimpleNamespace(urandom=lambda count: bytes(count))


class Loop:
    """Watches nothing: the targets say when there is something to read."""

    def watch(self, fd, events, handler):
        pass

    def unwatch(self, fd):
        pass

    def after(self, seconds, action):
        return types.SimpleNamespace(cancel=lambda: None)

    every = after


def conversation(script, data):
    """A script against a server that says these bytes; what it came to, once."""
    ours, theirs = socket.socketpair()
    ends = []
    link = Link(Loop(), (ours.family, ""), ends.append, kept=ours)
    link.run(script, lambda error, value: ends.append(error if error else value))
    theirs.sendall(data[:60000])
    theirs.shutdown(socket.SHUT_WR)
    for _ in range(3):
        if link.socket:
            link.on_event(1)
    link.close()
    theirs.close()
    for end in ends:
        if isinstance(end, Exception):
            assert isinstance(end, EXPECTED), "%r" % end
            str(end)
    return ends


def login(data):
    conversation(scripts.login("user", "database", PASSWORD), data)


def probe(data):
    for end in conversation(scripts.ask(state.SQL, state.from_row), data):
        if not isinstance(end, Exception):
            assert end.role in state.ROLES and isinstance(end.lag, (int, type(None))), end
            verdict.decide("/replica", "lag=1MB", end, None)


def resume(data):
    conversation(scripts.resume(), data)


def begin_login(data):
    conversation(scripts.begin_login("user", "database"), data)


def claim(data):
    for key in ("", "k" * 32):
        found = peer_claim.decode(data, key, "0" * 32, ("10.0.0.1", 25432))
        assert found is None or found == peer_claim.NOTHING or (not key and found.role), found


def client(data):
    ours, theirs = socket.socketpair()
    verdicts = []

    def decide(one):
        method, path, query = one.asked
        verdicts.append(verdict.decide(path, query, state.nothing_known(), None))
        peer_claim.nonce_in(query)
        return request.answer(*verdicts[-1], "")

    answering = server.Server(Loop(), decide)
    ours.setblocking(False)
    theirs.sendall(data[:60000])
    answering.accept(ours, 1)
    theirs.shutdown(socket.SHUT_WR)
    one = next(iter(answering.clients.values()), None)
    for _ in range(20):
        if one and one.socket:
            (one.drop_leftovers if one.answered else one.read)()
    answer = theirs.recv(65536)
    assert not answer or answer.startswith(b"HTTP/1.1 "), answer
    assert answer.count(b"\r\n\r\n") <= 1, answer
    theirs.close()
    for one in list(answering.clients.values()):
        one.close()


def configuration(data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            config.read(file.name)
        except config.ConfigError:
            pass
        memory.read(file.name)


def environment(data):
    text = data.decode("latin-1")
    store.number(text)
    store.name_of("session", 5432, text)
    config.size(text)
    config.endpoint(text)


def message(kind, body):
    return wire.message(kind, body)


def row(*values):
    body = struct.pack("!H", len(values))
    for value in values:
        body += struct.pack("!i", -1) if value is None else struct.pack("!i", len(value)) + value
    return message(b"D", body)


def auth(code, rest=b""):
    return message(b"R", struct.pack("!I", code) + rest)


def scram_login():
    challenge = b"r=" + NONCE + b"x,s=c2FsdA==,i=4096"
    _, signature = scram.final(PASSWORD, NONCE, challenge)
    first = auth(10, b"SCRAM-SHA-256\0\0") + auth(11, challenge)
    return first + auth(12, b"v=" + signature) + auth(0) + message(b"S", b"a\0b\0") + READY


READY = message(b"Z", b"I")
ERROR = message(b"E", b"SFATAL\0C57P03\0Mstarting up\0\0")
TARGETS = {
    login: [scram_login(), ERROR, auth(0) + READY, auth(5, b"salt")],
    probe: [
        message(b"T", b"\0\0") + row(b"f", b"off", b"f", None) + message(b"C", b"SELECT 1\0") + READY,
        row(b"t", b"on", b"t", b"5000") + READY,
        ERROR,
    ],
    resume: [row(b"f") + READY + row(b"0" * 16) + READY, ERROR],
    begin_login: [auth(10, b"SCRAM-SHA-256\0\0"), ERROR, auth(0) + READY],
    claim: [
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nprimary serving 1764366000000000\n",
        ("HTTP/1.1 200 OK\r\n\r\nstandby unproven\n%s\n" % ("a" * 64)).encode(),
        b"HTTP/1.1 503 no\r\n\r\n",
    ],
    client: [
        b"OPTIONS / HTTP/1.0\r\n\r\n",
        b"GET /replica?lag=16MB&x HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://a/claim?nonce=%s HTTP/1.1\n\n" % (b"0" * 32),
    ],
    configuration: [
        json.dumps(
            {
                "webservers": [{"target_port": 5432, "listen_port": 25432}],
                "rivals": ["10.0.0.1"],
                "witnesses": ["[fd00::1]:80"],
                "replica_max_lag": "16MB",
                "probe_interval_ms": 250,
                "agents_key": "k",
            }
        ).encode(),
        b'{"5432": ["serving", 17, 17]}',
    ],
    environment: [b"3", b"16 MB", b"[fd00::1]:80", b"listen-25432-10.0.0.1:session"],
}


def run(target, data):
    began = time.process_time()
    target(data)
    took = time.process_time() - began
    assert took < MAX_SECONDS, "%.1f s for one input" % took
