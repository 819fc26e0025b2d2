"""Tables for the agent's parts that do no input or output. Run by units.test.ts, on each Python it finds."""
import ast
import glob
import hashlib
import hmac
import os
import struct
import sys
import threading
import time
import unittest
from base64 import b64decode

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "assets", "agent")
FUZZ = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fuzz")
sys.path[:0] = [SOURCE, FUZZ]

import claim  # noqa: E402
import config  # noqa: E402
import peer_claim  # noqa: E402
import poll  # noqa: E402
import request  # noqa: E402
import resolver  # noqa: E402
import scram  # noqa: E402
import scripts  # noqa: E402
import state  # noqa: E402
import targets  # noqa: E402
import verdict  # noqa: E402
import wire  # noqa: E402

GOOD = {"webservers": [{"target_port": 5432, "listen_port": 25432}]}


class Scram(unittest.TestCase):
    # RFC 7677, section 3; PostgreSQL leaves the user's name out of the first message, so it is left out here too.
    NONCE = b"rOprNGfwEbeRWgbNEkqO"
    CHALLENGE = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

    def test_derivation(self):
        proof, signature = scram.final("pencil", self.NONCE, self.CHALLENGE)
        salted = hashlib.pbkdf2_hmac("sha256", b"pencil", b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
        self.assertEqual(salted.hex(), "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d")
        self.assertTrue(proof.startswith(b"c=biws,r=" + self.NONCE))
        key = hmac.new(salted, b"Server Key", "sha256").digest()
        said = b",".join((b"n=,r=" + self.NONCE, self.CHALLENGE, proof.rpartition(b",p=")[0]))
        expected = hmac.new(key, said, "sha256").digest()
        self.assertEqual(b64decode(signature), expected)

    def test_refuses(self):
        for challenge in (
            self.CHALLENGE.replace(b"rOpr", b"xOpr"),
            self.CHALLENGE.replace(b"%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", b""),
            self.CHALLENGE.replace(b"4096", b"0"),
            self.CHALLENGE.replace(b"4096", b"999999999"),
            b"e=other-error",
            b"",
        ):
            with self.assertRaises((ValueError, KeyError)):
                scram.final("pencil", self.NONCE, challenge)

    def test_normal(self):
        table = {
            "pencil": b"pencil",
            "a\u00a0b": b"a b",
            "I\u00adX": b"IX",
            "\u2168": b"IX",
            "pass\u00e9": "pass\u00e9".encode(),
            # Forbidden, so taken as it is, as PostgreSQL does.
            "\u0007\u00e9": "\u0007\u00e9".encode(),
        }
        for password, expected in table.items():
            self.assertEqual(scram.normal(password), expected, ascii(password))


def claim_of(text):
    return peer_claim.decode(("HTTP/1.1 200 OK\r\n\r\n%s\n" % text).encode(), "", "", ("", 0))


class Claims(unittest.TestCase):
    """A primary with one rival and one witness, one judgement after the other. Times in seconds; cut off after 2."""

    def course(self, *steps):
        one = claim.Claim(2.0, 0.0)
        for now, role, says, rival_at, witness_at, expected in steps:
            witnesses = [] if witness_at == "none" else [witness_at]
            heard = claim.Heard(claim_of(says), rival_at, rival_at == now)
            one.judge(role, {"b": heard}, witnesses, now)
            self.assertEqual(one.mode, expected, (now, one.why))
        return one

    def test_alone(self):
        one = claim.Claim(2.0, 0.0)
        one.judge("primary", {}, [], 0.1)
        self.assertEqual(one.mode, claim.SERVING)

    def test_waits_to_hear_the_rival(self):
        self.course(
            (0.1, "primary", "", None, 0.1, claim.UNPROVEN),
            (0.2, "primary", "standby unproven", 0.2, 0.2, claim.SERVING),
        )

    def test_a_dead_rival_is_waited_for(self):
        self.course(
            (1.9, "primary", "", None, 1.9, claim.UNPROVEN),
            (2.1, "primary", "", None, 2.1, claim.SERVING),
        )

    def test_a_rival_that_serves_keeps_it_out(self):
        one = self.course(
            (0.1, "primary", "primary serving", 0.1, 0.1, claim.UNPROVEN),
            (9.0, "primary", "primary serving", 9.0, 9.0, claim.UNPROVEN),
            (9.5, "primary", "unavailable unproven", 9.5, 9.5, claim.SERVING),
        )
        self.assertEqual(one.why, "")

    def test_two_that_nobody_has_used_stay_out(self):
        self.course((5.0, "primary", "primary unproven", 5.0, 5.0, claim.UNPROVEN))

    def test_cut_off_and_replaced(self):
        self.course(
            (0.1, "primary", "standby unproven", 0.1, 0.1, claim.SERVING),
            (2.0, "primary", "standby unproven", 0.1, 0.1, claim.SERVING),
            (2.2, "primary", "standby unproven", 0.1, 0.1, claim.YIELDING),
            (8.9, "primary", "standby unproven", 0.1, 0.1, claim.YIELDING),
            # The witness is back first: the rival has yet to be heard.
            (9.0, "primary", "standby unproven", 0.1, 9.0, claim.YIELDING),
            (9.1, "primary", "primary serving", 9.1, 9.1, claim.YIELDING),
            (60.0, "primary", "primary serving", 60.0, 60.0, claim.YIELDING),
            (61.0, "standby", "primary serving", 61.0, 61.0, claim.UNPROVEN),
        )

    def test_cut_off_and_not_replaced(self):
        self.course(
            (0.1, "primary", "standby unproven", 0.1, 0.1, claim.SERVING),
            (2.2, "primary", "standby unproven", 0.1, 0.1, claim.YIELDING),
            (9.1, "primary", "standby unproven", 9.1, 9.1, claim.SERVING),
        )

    def test_a_rival_with_the_higher_ballot_took_its_place(self):
        one = self.course((0.1, "primary", "standby unproven", 0.1, 0.1, claim.SERVING))
        own = one.ballot
        for says, expected in (
            ("primary serving %d" % (own - 1), claim.SERVING),
            ("primary unproven", claim.SERVING),
            ("standby serving %d" % (own + 9), claim.SERVING),
            ("primary serving %d" % (own + 9), claim.YIELDING),
        ):
            one.judge("primary", {"b": claim.Heard(claim_of(says), 0.2, True)}, [0.2], 0.2)
            self.assertEqual(one.mode, expected, says)
        one.judge("primary", {"b": claim.Heard(claim_of("standby unproven"), 0.3, True)}, [0.3], 0.3)
        self.assertEqual(one.mode, claim.SERVING)
        self.assertGreater(one.ballot, own + 9, "above all that it has heard of, whatever the clock says")

    def test_only_a_poll_brings_a_primary_into_use(self):
        one = claim.Claim(2.0, 0.0)
        rivals = {"b": claim.Heard(claim_of("standby unproven"), 0.1, True)}
        one.judge("primary", rivals, [0.1], 0.1, polled=False)
        self.assertEqual(one.mode, claim.UNPROVEN)
        rivals = {"b": claim.Heard(claim_of("standby unproven"), 0.1, False)}
        one.judge("primary", rivals, [0.2], 0.2)
        self.assertEqual((one.mode, one.why), (claim.UNPROVEN, "b has yet to be heard"))

    def test_the_rival_gives_way_to_one_that_restarts(self):
        self.course((0.1, "primary", "primary yielding", 0.1, 0.1, claim.SERVING))

    def test_without_witnesses_a_silent_rival_is_taken_for_dead(self):
        self.course(
            (0.1, "primary", "standby unproven", 0.1, "none", claim.SERVING),
            (9.0, "primary", "standby unproven", 0.1, "none", claim.SERVING),
        )


class Login(unittest.TestCase):
    def converse(self, *answers):
        script = scripts.login("u", "d", "secret")
        script.send(None)
        for answer in answers:
            script.send(answer)

    def test_impostors(self):
        def auth(code, rest=b""):
            return b"R", struct.pack("!I", code) + rest

        for said, error in (
            ([auth(3)], scripts.LoginError),
            ([auth(7)], scripts.LoginError),
            ([auth(10, b"SCRAM-SHA-1\0\0")], scripts.LoginError),
            ([auth(10, b"SCRAM-SHA-256\0\0"), auth(12)], wire.ProtocolError),
            ([auth(10, b"SCRAM-SHA-256\0\0"), auth(11, b"r=mine,s=AA==,i=1")], ValueError),
            ([auth(5, b"salt")], scripts.LoginError),
            ([auth(0)], scripts.LoginError),
            ([(b"Z", b"I")], wire.ProtocolError),
            ([(b"R", b"")], wire.ProtocolError),
        ):
            with self.assertRaises(error, msg=said):
                self.converse(*said)

    def test_server_must_prove_itself(self):
        script = scripts.login("u", "d", "secret")
        script.send(None)
        hello = script.send((b"R", struct.pack("!I", 10) + b"SCRAM-SHA-256\0\0"))
        nonce = hello.rpartition(b"r=")[2]
        script.send((b"R", struct.pack("!I", 11) + b"r=" + nonce + b"x,s=AAAA,i=1"))
        with self.assertRaises(scripts.LoginError):
            script.send((b"R", struct.pack("!I", 12) + b"v=Zm9yZ2Vk"))


class Wire(unittest.TestCase):
    def test_take(self):
        whole = wire.message(b"D", b"abc") + b"Z"
        for cut in range(8):
            self.assertIsNone(wire.take(bytearray(whole[:cut])), cut)
        buffer = bytearray(whole)
        self.assertEqual(wire.take(buffer), (b"D", b"abc"))
        self.assertEqual(buffer, b"Z")

    def test_take_refuses(self):
        for bad in (b"HTTP/1.1 400 Bad", b"D\0\0\0\3", b"D\xff\xff\xff\xff"):
            with self.assertRaises(wire.ProtocolError):
                wire.take(bytearray(bad))

    def test_row(self):
        body = struct.pack("!Hi", 3, 1) + b"t" + struct.pack("!ii", -1, 0)
        self.assertEqual(wire.row(body), ["t", None, ""])

    def test_error(self):
        error = wire.ServerError(b"SFATAL\0C57P03\0Mthe database system is starting up\0\0")
        self.assertEqual((error.code, str(error)), ("57P03", "the database system is starting up"))


class Verdict(unittest.TestCase):
    def test_table(self):
        primary, read_only = state.from_row(["f", "off", "f", None]), state.from_row(["f", "on", "f", None])
        standby, alone = state.from_row(["t", "on", "t", "5000"]), state.from_row(["t", "on", "f", "0"])
        dead = state.unavailable("connection refused")
        for path, query, known, expected in (
            ("/", "", primary, 200),
            ("/", "", read_only, 503),
            ("/", "", standby, 503),
            ("/", "", dead, 503),
            ("/", "", state.nothing_known(), 503),
            ("/replica", "", standby, 200),
            ("/replica", "", alone, 503),
            ("/replica", "", primary, 503),
            ("/replica", "lag=4kB", standby, 503),
            ("/replica", "a=b&lag=5000", standby, 200),
            ("/replica", "lag=4999", standby, 503),
            ("/replica", "lag=", standby, 400),
            ("/livez", "", dead, 200),
            ("/metrics", "", dead, 200),
            ("/nothing", "", primary, 404),
        ):
            found = verdict.decide(path, query, known, None)[0]
            self.assertEqual(found, expected, (path, query, known))
        self.assertEqual(verdict.decide("/replica", "", standby, 4096)[0], 503)
        self.assertEqual(state.from_row([None, None, None, None]).role, state.UNAVAILABLE)


class Configuration(unittest.TestCase):
    def test_defaults_are_the_guides(self):
        found = config.parse(GOOD)
        self.assertEqual(found.database_host, "localhost")
        self.assertEqual(found.webserver_host, "localhost")
        self.assertEqual(found.webservers, [(5432, 25432)])
        self.assertEqual((found.probe_interval, found.probe_timeout, found.stale_after), (0.25, 1.0, 2.0))

    def test_stale_follows_the_timeout(self):
        self.assertEqual(config.parse(dict(GOOD, probe_timeout_ms=3000)).stale_after, 4.0)

    def test_every_problem_at_once(self):
        with self.assertRaises(config.ConfigError) as caught:
            config.parse({"database_host": 5, "health_check_user_password": ["s3cret"], "probe_interval_ms": "250"})
        message = str(caught.exception)
        for key in ("database_host", "health_check_user_password", "probe_interval_ms", "webservers"):
            self.assertIn(key, message)
        self.assertNotIn("s3cret", message)

    def test_refuses(self):
        for change in (
            {"webservers": []},
            {"webservers": [5432]},
            {"webservers": [{"target_port": 5432}]},
            {"webservers": [{"target_port": True, "listen_port": 1}]},
            {"webservers": [{"target_port": 5432, "listen_port": 65536}]},
            {"webservers": GOOD["webservers"] * 2},
            {"probe_interval_ms": 49},
            {"probe_timeout_ms": 1e3},
            {"stale_after_ms": 1200},
            {"connect_check_ms": -1},
            {"replica_max_lag": "16 apples"},
            {"database_host": ""},
            {"health_check_user": "a\0b"},
        ):
            with self.assertRaises(config.ConfigError, msg=change):
                config.parse(dict(GOOD, **change))
        with self.assertRaises(config.ConfigError):
            config.parse([])

    def test_sizes(self):
        table = {"0": 0, "512": 512, "16MB": 16 << 20, "16 mb": 16 << 20, "4kB": 4096, "1GB": 1 << 30}
        table.update(dict.fromkeys(("", "MB", "-1", "1.5MB", "1PB", "1e9", "0x10", "\u0661"), None))
        for text, expected in table.items():
            self.assertEqual(config.size(text), expected, text)


class Requests(unittest.TestCase):
    def test_parse(self):
        for data, expected in (
            (b"OPTIONS / HTTP/1.0\r\n\r\n", ("OPTIONS", "/", "")),
            (b"GET /replica?lag=1MB&x HTTP/1.1\n\n", ("GET", "/replica", "lag=1MB&x")),
            (b"GET  / HTTP/1.1\r\n\r\n", None),
            (b"GET / HTTP/1.1 \r\n\r\n", None),
            (b"G\x00T / HTTP/1.1\r\n\r\n", None),
            (b"\x16\x03\x01\r\n\r\n", None),
        ):
            self.assertEqual(request.parse(data), expected, data)

    def test_a_reason_cannot_break_the_head(self):
        head = request.answer(503, "bad\r\nX: y\u00e9", "").decode().split("\r\n\r\n")[0]
        self.assertTrue(head.startswith("HTTP/1.1 503 bad??X: y?\r\nContent-Type"), head)


class Fuzzed(unittest.TestCase):
    def test_examples_mean_what_they_say(self):
        good = targets.TARGETS[targets.probe][0]
        found = targets.conversation(scripts.ask(state.SQL, state.from_row), good)[0]
        self.assertEqual(found, state.State(state.PRIMARY, "", False, None))
        end = targets.conversation(scripts.login("u", "d", targets.PASSWORD), targets.scram_login())[0]
        self.assertIsNone(end)

    def test_what_the_fuzzer_found_or_was_found_before_it(self):
        known = {target.__name__: target for target in targets.TARGETS}
        cases = sorted(os.listdir(os.path.join(FUZZ, "cases")))
        self.assertGreater(len(cases), 5)
        for case in cases:
            with open(os.path.join(FUZZ, "cases", case), "rb") as file:
                with self.subTest(case):
                    targets.run(known[case.partition("-")[0]], file.read())


class Names(unittest.TestCase):
    def test_one_thread_for_a_hundred_names_and_a_dead_dns(self):
        alive, before = threading.Event(), threading.active_count()

        def resolve(host):
            if not alive.wait(0.02):
                raise OSError("dead")
            return [(2, "10.0.0.1")]

        one = resolver.Resolver(resolve)
        hosts = ["fe-%d" % index for index in range(100)]
        for host in hosts * 3:
            self.assertEqual(one.addresses(host), [])
        self.assertEqual(threading.active_count(), before + 1)
        self.assertLessEqual(len(one.waiting), 100)
        alive.set()
        end = time.monotonic() + 5
        while time.monotonic() < end and not all(one.addresses(host) for host in hosts):
            time.sleep(0.05)
        self.assertTrue(all(one.addresses(host) for host in hosts))

    def test_what_was_known_stays_known(self):
        answers = iter([[(2, "10.0.0.1")], OSError("dead"), ValueError("odd"), []])

        def resolve(host):
            found = next(answers)
            if isinstance(found, Exception):
                raise found
            return found

        one = resolver.Resolver(resolve)
        one.addresses("a")
        for _ in range(4):
            time.sleep(0.05)
            self.assertEqual(one.addresses("a"), [(2, "10.0.0.1")])
            one.due["a"] = 0.0


class Polls(unittest.TestCase):
    """On a clock of the test's own, with contacts that answer when they are told to."""

    class Clock:
        def __init__(self):
            self.time, self.timers = 0.0, []

        def now(self):
            return self.time

        def after(self, seconds, action):
            self.timers.append((self.time + seconds, action))

        def run(self, seconds):
            end = self.time + seconds
            while True:
                due = sorted((timer for timer in self.timers if timer[0] <= end), key=lambda timer: timer[0])
                if not due:
                    break
                self.timers.remove(due[0])
                self.time = max(self.time, due[0][0])
                due[0][1]()
            self.time = end

    class Other:
        def __init__(self, silent=False):
            self.silent, self.asked = silent, 0
            self.last_ended = self.last_reached = 0

        def ask_now(self):
            self.asked += 1

        def answer(self, reached=True):
            self.last_ended = next(poll.order)
            self.last_reached = self.last_ended if reached else self.last_reached

    def begin(self, rivals, witnesses):
        clock = self.Clock()
        one = poll.Poll(clock, lambda: None)
        one.set_nodes(rivals, witnesses)
        return clock, one

    def test_nobody_to_ask(self):
        _, one = self.begin([], [])
        self.assertTrue(one.passed(one.ticket()))

    def test_only_what_was_asked_for_later_counts(self):
        rival = self.Other()
        clock, one = self.begin([rival], [])
        rival.answer()
        first = one.ticket()
        self.assertFalse(one.passed(first))
        clock.run(0.05)
        one.check()
        self.assertFalse(one.passed(first), "the answer is from before the check")
        rival.answer()
        one.check()
        self.assertTrue(one.passed(first))
        self.assertFalse(one.passed(one.ticket()), "the next check asks anew")

    def test_a_silent_rival_is_left_to_the_rules_of_the_claim(self):
        for silent, wait in ((False, poll.LONG), (True, poll.SHORT)):
            clock, one = self.begin([self.Other(silent)], [])
            first = one.ticket()
            one.passed(first)
            clock.run(wait * 0.9)
            self.assertFalse(one.passed(first))
            clock.run(wait * 0.2)
            self.assertTrue(one.passed(first), silent)

    def test_with_witnesses_somebody_has_to_be_there(self):
        rival, witness = self.Other(), self.Other()
        clock, one = self.begin([rival], [witness])
        first = one.ticket()
        one.passed(first)
        clock.run(60)
        one.check()
        self.assertFalse(one.passed(first), "a machine that was paused and comes back without its network")
        self.assertEqual(witness.asked, 1)
        witness.answer(reached=False)
        one.check()
        self.assertFalse(one.passed(first))
        witness.answer()
        one.check()
        self.assertTrue(one.passed(first))


@unittest.skipIf(sys.version_info < (3, 8), "this Python cannot parse as an older one")
class Source(unittest.TestCase):
    def test_parses_on_the_oldest_python(self):
        files = glob.glob(os.path.join(SOURCE, "*.py"))
        self.assertGreater(len(files), 10)
        for file in files:
            with open(file, encoding="utf-8") as text:
                ast.parse(text.read(), file, feature_version=(3, 6))


if __name__ == "__main__":
    unittest.main()
