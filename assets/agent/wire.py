"""PostgreSQL's protocol, version 3: messages to bytes and bytes to messages. No input or output here."""
import struct

PROTOCOL = 3 << 16
# Nothing that the agent asks for is longer; more means that the other side is no PostgreSQL.
LONGEST = 1 << 16
TERMINATE = b"X\0\0\0\4"


class ProtocolError(Exception):
    """The other side does not speak PostgreSQL's protocol, or a part of it that the agent does not know."""


class ServerError(Exception):
    """PostgreSQL's own words. `code` is the SQLSTATE, such as 57P03."""

    def __init__(self, body):
        fields = {part[:1]: part[1:].decode("utf-8", "replace") for part in body.split(b"\0") if part}
        self.code = fields.get(b"C", "")
        super().__init__(fields.get(b"M", "error without a message"))


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def startup(user, database):
    """The first message of a connection. Its statement timeout bounds a query whose client has gone."""
    words = (
        ("user", user),
        ("database", database),
        ("application_name", "n2acd-ha-agent"),
        ("options", "-c statement_timeout=10s -c client_min_messages=error"),
    )
    body = struct.pack("!I", PROTOCOL)
    for name, value in words:
        body += name.encode() + b"\0" + value.encode() + b"\0"
    return message(b"", body + b"\0")


def query(sql):
    return message(b"Q", sql.encode() + b"\0")


def take(buffer):
    """Cuts the first whole message off a bytearray: (kind, body), or None when it has not all arrived."""
    if len(buffer) < 5:
        return None
    (length,) = struct.unpack_from("!I", buffer, 1)
    if not 4 <= length <= LONGEST:
        raise ProtocolError("the answer is not PostgreSQL's")
    if len(buffer) <= length:
        return None
    kind, body = bytes(buffer[:1]), bytes(buffer[5 : length + 1])
    del buffer[: length + 1]
    return kind, body


def row(body):
    """The values of a DataRow, as text or None. Raises ValueError or struct.error when it is none."""
    (count,) = struct.unpack_from("!H", body)
    values, at = [], 2
    for _ in range(count):
        (length,) = struct.unpack_from("!i", body, at)
        at += 4
        if length < 0:
            values.append(None)
        elif length > len(body) - at:
            raise ProtocolError("a row that is cut short")
        else:
            values.append(body[at : at + length].decode())
            at += length
    return values
