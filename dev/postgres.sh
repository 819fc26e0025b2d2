#!/bin/sh
# Breaks and repairs a database on the dev hosts of cluster or stack NAME:
#
#   dev/postgres.sh NAME kill sms-01           PostgreSQL dies at once (kill -9) and stays down
#   dev/postgres.sh NAME start sms-01          starts it as it was: a second primary, if another node was promoted
#   dev/postgres.sh NAME promote sms-02        the standby becomes primary; returns when it takes writes
#   dev/postgres.sh NAME rejoin sms-01 sms-02  sms-01 becomes a standby of sms-02; what only sms-01 had is lost
# shellcheck disable=SC2016 # the single-quoted commands are for the host's shell
set -eu
NAME=$1
ACTION=$2
NODE=$3

on_node() { # COMMAND: as root, with the host's layout known
  docker exec "$NAME-$NODE" sh -euc ". /usr/lib/n2dev/layout.sh; $1"
}

# Debian's unit would start PostgreSQL again by itself. A killed postmaster can leave child processes for a moment.
KILL='
pid=$(head -n 1 "$PGDATA/postmaster.pid")
dropin=/run/systemd/system/$(ps -o unit= -p "$pid").d
mkdir -p "$dropin"
printf "[Service]\nRestart=no\n" > "$dropin/n2dev-stay-down.conf"
systemctl daemon-reload
kill -KILL "$pid"
for _ in $(seq 50); do pgrep -x postgres > /dev/null || pgrep -x postmaster > /dev/null || exit 0; sleep 0.1; done
exit 1'

case "$ACTION" in
  kill) on_node "$KILL" ;;
  start) on_node 'systemctl start "$PGSERVICE"' ;;
  promote) on_node "runuser -u postgres -- psql -qXAtc 'SELECT pg_promote(true, 30)' | grep -qx t" ;;
  rejoin) on_node "/usr/lib/n2dev/rejoin $(docker exec "$NAME-$4" sh -c 'echo "$N2DEV_REPLICATION"')" ;;
  *)
    echo "usage: postgres.sh NAME kill|start|promote NODE | NAME rejoin NODE PRIMARY" >&2
    exit 2
    ;;
esac
