"""SCRAM-SHA-256, the client side (RFC 5802 and 7677), as PostgreSQL speaks it without channel binding."""
import base64
import hashlib
import hmac

# The agent answers no check while it computes them, for 40 ms with this number. PostgreSQL's default is 4096.
MAX_ITERATIONS = 100000


def first(nonce):
    """The client's first message. PostgreSQL takes the user's name from the startup message instead."""
    return b"n,,n=,r=" + nonce


def final(password, nonce, challenge):
    """(the client's final message, the signature that the server must answer with), both as bytes."""
    fields = dict(part.split(b"=", 1) for part in challenge.split(b","))
    iterations = int(fields[b"i"][:10])
    if not fields[b"r"].startswith(nonce) or len(fields[b"r"]) == len(nonce):
        raise ValueError("the server's nonce does not continue the client's")
    if not 1 <= iterations <= MAX_ITERATIONS:
        raise ValueError("%d SCRAM iterations, more than %d" % (iterations, MAX_ITERATIONS))
    salted = hashlib.pbkdf2_hmac("sha256", normal(password), base64.b64decode(fields[b"s"]), iterations)
    client_key = digest(salted, b"Client Key")
    bare = b"c=biws,r=" + fields[b"r"]
    exchange = b",".join((first(nonce)[3:], challenge, bare))
    signature = digest(hashlib.sha256(client_key).digest(), exchange)
    proof = bytes(a ^ b for a, b in zip(client_key, signature))
    server = digest(digest(salted, b"Server Key"), exchange)
    return bare + b",p=" + base64.b64encode(proof), base64.b64encode(server)


def digest(key, data):
    return hmac.new(key, data, "sha256").digest()


def normal(password):
    """SASLprep as PostgreSQL does it: a password that it does not allow is used unchanged."""
    if all(" " <= letter <= "~" for letter in password):
        return password.encode()
    import stringprep
    import unicodedata

    kept = (letter for letter in password if not stringprep.in_table_b1(letter))
    text = "".join(" " if stringprep.in_table_c12(letter) else letter for letter in kept)
    text = unicodedata.normalize("NFKC", text)
    forbidden = (
        stringprep.in_table_c12,
        stringprep.in_table_c21_c22,
        stringprep.in_table_c3,
        stringprep.in_table_c4,
        stringprep.in_table_c5,
        stringprep.in_table_c6,
        stringprep.in_table_c7,
        stringprep.in_table_c8,
        stringprep.in_table_c9,
    )
    if not text or any(table(letter) for letter in text for table in forbidden):
        return password.encode()
    return text.encode()
