#!/bin/sh
# Moves the prepared database to EL's places: configuration in the data directory, commands on PATH, EL's pg_hba.
set -eu
VERSION=$(ls /usr/lib/postgresql)
BIN=/usr/lib/postgresql/$VERSION/bin
DATA=/var/lib/pgsql/data
CONF=/etc/postgresql/$VERSION/main

install -d -m 700 -o postgres -g postgres /var/lib/pgsql
mv "/var/lib/postgresql/$VERSION/main" $DATA
usermod --home /var/lib/pgsql postgres

{
  cat "/usr/share/postgresql/$VERSION/postgresql.conf.sample"
  cat << 'END'

logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
END
  cat "$CONF/conf.d/n2dev.conf"
} > $DATA/postgresql.conf

# The lines for replication and Jarvis, then EL's defaults: ident on localhost lets no password login in.
{
  grep -E '^host +(acd|all|replication) +(jarvis|replicator) ' "$CONF/pg_hba.conf"
  cat << 'END'
local   all             all                                     peer
host    all             all             127.0.0.1/32            ident
host    all             all             ::1/128                 ident
local   replication     all                                     peer
host    replication     all             127.0.0.1/32            ident
host    replication     all             ::1/128                 ident
END
} > $DATA/pg_hba.conf
cp "$CONF/pg_ident.conf" $DATA/
chown -R postgres:postgres $DATA
chmod 600 $DATA/*.conf

rm -rf /etc/postgresql /etc/postgresql-common /var/lib/postgresql /var/log/postgresql /etc/init.d/postgresql
rm -f /lib/systemd/system/postgresql* /lib/systemd/system-generators/postgresql-generator
for command in psql postgres pg_ctl pg_basebackup pg_rewind pg_isready pg_dump createdb createuser initdb; do
  ln -sf "$BIN/$command" /usr/bin/$command
done
ln -s "$BIN/postgres" /usr/bin/postmaster
rm -f /usr/bin/pg_*cluster* /usr/bin/pg_buildext /usr/bin/pg_virtualenv
