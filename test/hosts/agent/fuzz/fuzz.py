"""Fuzzes the agent's parsers for a while: python3 fuzz.py [SECONDS] [SEED]

Each round takes an example, or an input that an earlier round made of one, and spoils it. What a target objects to is kept
in cases/, from where the unit tests run it from then on; repair the parser, keep the case.
"""
import hashlib
import os
import random
import sys
import time
import traceback

import targets

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
# Bytes that mean something to one parser or another.
TOKENS = [
    *(bytes([byte]) for byte in b"RZDESNAKTCG\0\n\r :=,%&?\"{}[]-.\xff\x80"),
    *(b"\r\n\r\n", b"\n\n", b"HTTP/1.1", b"nonce=", b"lag=", b"SCRAM-SHA-256", b"i=99999999", b"i=-1", b"v="),
    *(b"null", b"true", b"1e999", b"-0", b"NaN", b"9" * 400, b"[" * 2000, b"\xd9\xa1", b"\\u0000", b"primary serving"),
    *(b"\0\0\0\0", b"\0\0\0\4", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\0\1\0\0"),
]


def spoil(dice, data, others):
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(data) + 1)
        to = min(len(data), at + dice.choice((1, 2, 4, 16, 200)))
        kind = dice.randrange(7)
        if kind == 0:
            data = data[:at] + dice.choice(TOKENS) + data[at:]
        elif kind == 1:
            data = data[:at] + dice.choice(TOKENS) + data[to:]
        elif kind == 2:
            data = data[:at] + data[to:]
        elif kind == 3:
            data = data[:at] + data[at:to] * dice.choice((2, 3, 50)) + data[to:]
        elif kind == 4:
            data = data[:at] + bytes(dice.randrange(256) for _ in range(to - at)) + data[to:]
        elif kind == 5:
            other = dice.choice(others)
            data = data[:at] + other[dice.randrange(len(other) + 1) :]
        elif at < len(data):
            data = data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
    return data[:70000]


def keep(target, data):
    name = "%s-%s" % (target.__name__, hashlib.sha256(data).hexdigest()[:12])
    with open(os.path.join(CASES, name), "wb") as file:
        file.write(data)
    return name


def main(seconds=60.0, seed=None):
    seed = seed or random.randrange(1 << 32)
    dice, rounds, found = random.Random(seed), 0, 0
    pools = {target: list(examples) for target, examples in targets.TARGETS.items()}
    end = time.monotonic() + seconds
    while time.monotonic() < end and found < 10:
        target = dice.choice(list(pools))
        pool = pools[target]
        data = spoil(dice, dice.choice(pool), pool)
        rounds += 1
        try:
            targets.run(target, data)
        except Exception:
            found += 1
            traceback.print_exc()
            print("kept as cases/%s" % keep(target, data), file=sys.stderr)
        if dice.randrange(20) == 0 and len(data) < 5000:
            pool.append(data)
            if len(pool) > 200:
                pool.pop(len(targets.TARGETS[target]))
    print("%d rounds with seed %d: %d faults" % (rounds, seed, found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*(kind(value) for kind, value in zip((float, int), sys.argv[1:]))))
