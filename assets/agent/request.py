"""The part of HTTP/1 that a health check needs. Does no input or output."""
import re

# Bytes of a request's head. A health check is never longer.
MAX_BYTES = 8192
LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([!-~]+) HTTP/1\.[0-9]\r?$")
REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 431: "Request Header Fields Too Large"}


def is_whole(data):
    """Whether the whole head of a request has arrived."""
    return b"\r\n\r\n" in data or b"\n\n" in data


def parse(data):
    """(method, path, query), or None when it is not HTTP/1."""
    found = LINE.match(data.split(b"\n", 1)[0])
    if not found:
        return None
    method, target = found.group(1).decode(), found.group(2).decode()
    if target.startswith("http://"):
        target = "/" + target[7:].partition("/")[2]
    path, _, query = target.partition("?")
    return method, "/" if path == "*" else path, query


def answer(code, reason, body, kind="text/plain; charset=utf-8"):
    """The bytes of a response. The reason of a 503 is in the status line too: HAProxy logs it from there."""
    body = body.encode("utf-8", "replace")
    head = (
        "HTTP/1.1 %d %s" % (code, REASONS.get(code) or printable(reason)),
        "Content-Type: " + kind,
        "Content-Length: %d" % len(body),
        "Cache-Control: no-store",
        "Connection: close",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def printable(text):
    """One line of ASCII, for a status line or a log."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text[:200])
