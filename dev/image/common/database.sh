#!/bin/sh
# Prepares the database in the image: every SMS host starts from this cold copy, which makes it a base backup that
# a standby can stream on from at once. Both flavours share it, so an apt and a dnf host replicate to each other.
set -eu
export LANG=C.UTF-8
HERE=$(dirname "$0")
VERSION=$(ls /usr/lib/postgresql)
CONF=/etc/postgresql/$VERSION/main

cat > "$CONF/conf.d/n2dev.conf" <<'END'
listen_addresses = '*'
max_connections = 100
shared_buffers = 32MB
min_wal_size = 32MB
max_wal_size = 256MB
wal_keep_size = 256MB
wal_log_hints = on
wal_retrieve_retry_interval = 500ms
log_statement = all
password_encryption = scram-sha-256
END

# Replication has its own network (10.86.0.0/24): the hosts' ordinary addresses stay closed to each other until the
# project opens them, as on real hosts.
cat > /tmp/hba <<'END'
local  acd          jarvis                      trust
host   acd          jarvis      samehost        scram-sha-256
host   acd          jarvis      samenet         scram-sha-256
host   all          replicator  10.86.0.0/24    scram-sha-256
host   replication  replicator  10.86.0.0/24    scram-sha-256
END
cat "$CONF/pg_hba.conf" >> /tmp/hba
cat /tmp/hba > "$CONF/pg_hba.conf"
rm /tmp/hba

mkdir -p /run/postgresql
chown postgres:postgres /run/postgresql
pg_ctlcluster "$VERSION" main start
runuser -u postgres -- psql -qX -v ON_ERROR_STOP=1 -f "$HERE/database.sql"
pg_ctlcluster "$VERSION" main stop
sed -i '/^local  acd /d' "$CONF/pg_hba.conf"
rm -rf /var/log/postgresql/*
systemctl disable -q postgresql.service "postgresql@$VERSION-main.service" 2>/dev/null || true
