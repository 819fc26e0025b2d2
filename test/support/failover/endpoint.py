"""Answers /primary as Patroni does, 200 on the primary and 503 elsewhere, on the port that is its argument.

It keeps one session with PostgreSQL, and hangs if that hangs.
"""
import http.server
import subprocess
import sys
import threading

ASK = "SELECT pg_is_in_recovery();\n"
lock = threading.Lock()
session = None


def is_primary():
    global session
    with lock:
        if session is None or session.poll() is not None:
            session = subprocess.Popen(["psql", "-qXAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd="/")
        try:
            session.stdin.write(ASK)
            return session.stdout.readline() == "f\n"
        except OSError:
            return False


class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 5

    def do_OPTIONS(self):
        primary = self.path == "/primary" and is_primary()
        self.send_response_only(200 if primary else 503)
        self.end_headers()

    do_GET = do_HEAD = do_OPTIONS


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


Server(("", int(sys.argv[1])), Handler).serve_forever()
