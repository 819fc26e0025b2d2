# shellcheck shell=dash disable=SC2034 # $FITS_SQL is for what loads this
# How many connections HAProxies may pass on to a PostgreSQL, so that one is always left for the health checks. Once all are used, an agent
# that logs in for each check is refused like every other client, and a busy primary would seem to be down.

# Connections for people, the proofs of steps and the status tool; superusers have their own.
FITS_ROOM=5

# The number of connections that clients may have, in SQL. PostgreSQL 16 reserves some for roles other than the clients'.
FITS_SQL="SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
  - coalesce(current_setting('reserved_connections', true), '0')::int"

# fits CLIENTS WAYS: prints the limit for each of so many ways, each a port of one HAProxy. One connection for a check remains for each.
fits() {
  local fits_each
  fits_each=$((($1 - FITS_ROOM) / $2 - 1))
  [ "$fits_each" -ge 1 ] || fits_each=1
  echo "$fits_each"
}

# fits_for LIMIT WAYS: prints how many connections clients must be allowed for that limit.
fits_for() { echo $(($2 * ($1 + 1) + FITS_ROOM)); }
