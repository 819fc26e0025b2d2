"""The little of HTTP/1 that a health check needs. No input or output here."""
import re

# Bytes of a request's head. More is no health check.
LONGEST = 8192
LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([!-~]+) HTTP/1\.[0-9]\r?$")
REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 431: "Request Header Fields Too Large"}


def is_whole(data):
    """Whether a request's head has all arrived."""
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
    """The bytes of a response. The reason of a 503 stands in the status line too, where HAProxy and curl show it."""
    head = "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    body = body.encode("utf-8", "replace")
    words = REASONS.get(code) or printable(reason)
    return (head % (code, words, kind, len(body))).encode() + body


def printable(text):
    """One line of ASCII, for a status line or a log."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text[:200])
