"""What the bundled agent is measured against: the usual agent, which runs psql for each check.

As good as that kind gets: threads, the psql program itself (Debian's is a Perl wrapper around it), no start-up
file, a password file, both time-outs. PORT PSQL CONNECTION-STRING
"""
import http.server
import socketserver
import subprocess
import sys

PORT, PSQL, TARGET = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        try:
            done = subprocess.run(
                [PSQL, "-XAtqw", "-c", "SELECT pg_is_in_recovery()", TARGET],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2,
            )
            primary = done.stdout.strip() == b"f"
        except subprocess.TimeoutExpired:
            primary = False
        self.send_response(200 if primary else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_OPTIONS = answer

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", PORT), Handler).serve_forever()
