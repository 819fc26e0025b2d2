"""PostgreSQL's protocol, version 3: encodes and decodes messages. Does no input or output."""
import struct

PROTOCOL = 3 << 16
# Bytes of one message. No answer to the agent is longer; anything longer does not come from PostgreSQL.
MAX_BYTES = 1 << 16
TERMINATE = b"X\0\0\0\4"


class ProtocolError(Exception):
    """The other side does not speak PostgreSQL's protocol, or a part of it that the agent does not know."""


class ServerError(Exception):
    """An error that PostgreSQL reports. `code` is the SQLSTATE, such as 57P03."""

    def __init__(self, body):
        fields = {part[:1]: part[1:].decode("utf-8", "replace") for part in body.split(b"\0") if part}
        self.code = fields.get(b"C", "")
        super().__init__(fields.get(b"M", "error without a message"))


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def startup(user, database):
    """The first message of a connection. Its statement timeout ends a query whose client has gone."""
    parameters = (
        ("user", user),
        ("database", database),
        ("application_name", "n2acd-ha-agent"),
        ("options", "-c statement_timeout=10s -c client_min_messages=error"),
    )
    body = struct.pack("!I", PROTOCOL)
    for name, value in parameters:
        body += name.encode() + b"\0" + value.encode() + b"\0"
    return message(b"", body + b"\0")


def query(sql):
    return message(b"Q", sql.encode() + b"\0")


def take(buffer):
    """Removes the first whole message from a bytearray: (kind, body), or None if it has not arrived completely."""
    if len(buffer) < 5:
        return None
    (length,) = struct.unpack_from("!I", buffer, 1)
    if not 4 <= length <= MAX_BYTES:
        raise ProtocolError("the answer is not PostgreSQL's")
    if len(buffer) <= length:
        return None
    kind, body = bytes(buffer[:1]), bytes(buffer[5 : length + 1])
    del buffer[: length + 1]
    return kind, body


def row(body):
    """The values of a DataRow, as text or None. Raises ValueError or struct.error if it is not a DataRow."""
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
