"""For how long nobody could write through the HAProxy of this host: a new client every 0.1 s, which writes a record of WAL that means
nothing to anybody, as the role of the health checks.

    meter.py TOOLKIT PASSFILE PORT SECONDS

Ends three seconds after another server has taken writes, or the same one again after more than a second; when whoever listens is
gone; or after SECONDS. Its last line is `gap SECONDS FROM TO`: the longest time between two writes that were taken, and when
it began and ended, in seconds since the start.
"""
import sys
import threading
import time

toolkit, passfile, port, limit = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
sys.dont_write_bytecode = True
sys.path.insert(0, toolkit + "/lib")
import login  # noqa: E402 # the steps' own
import socket  # noqa: E402

SQL = "SELECT pg_logical_emit_message(true, 'n2acd-ha', 'switchover')::text || ' ' || inet_server_addr()"
EVERY, PATIENCE = 0.1, 1.5
with open(passfile) as file:
    user, password = file.readline().rstrip("\n").split(":", 4)[3:]
start = time.monotonic()
taken = []


def client():
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.settimeout(PATIENCE)
            (row,) = login.run(connection, login.conversation(user, password, SQL))
            taken.append((time.monotonic() - start, row.split()[1]))
            connection.sendall(login.wire.TERMINATE)
    except (OSError, login.wire.ServerError) + login.BROKEN:
        pass


def longest(moments):
    return max(zip(moments, moments[1:]), key=lambda pair: pair[1] - pair[0], default=(0.0, 0.0))


def over(moments, begun, ended):
    calm = moments[-1] - ended
    moved = len({server for _, server in taken}) > 1
    return calm > 3 and (moved or ended - begun > 1)


def main():
    told = -2.0
    while True:
        now = time.monotonic() - start
        moments = [0.0] + sorted(moment for moment, _ in taken)
        begun, ended = longest(moments)
        if over(moments, begun, ended):
            print("gap %.2f %.2f %.2f" % (ended - begun, begun, ended), flush=True)
            return
        if now > limit:
            return
        if now - told > 1:
            told = now
            print("beat", flush=True)
        threading.Thread(target=client, daemon=True).start()
        time.sleep(EVERY)


try:
    main()
except BrokenPipeError:
    sys.stdout = None
