# shellcheck shell=sh disable=SC2034 # $FITS_SQL is for what loads this
# How many connections HAProxies may pass on to a PostgreSQL, so that the health checks always find one: an agent that logs in for each
# check is refused like everybody else when they are used up, and a primary that is busy would read as a dead one.

# For people, the proofs of steps and the status tool; superusers have their own.
FITS_ROOM=5

# What clients may have, in SQL. PostgreSQL 16 keeps some for roles that the clients' is not.
FITS_SQL="SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
  - coalesce(current_setting('reserved_connections', true), '0')::int"

# fits CLIENTS WAYS: for each of so many ways, a port of one HAProxy, besides one check.
fits() {
  fits_each=$((($1 - FITS_ROOM) / $2 - 1))
  [ "$fits_each" -ge 1 ] || fits_each=1
  echo "$fits_each"
}

# fits_for LIMIT WAYS: what clients would have to have for that.
fits_for() { echo $(($2 * ($1 + 1) + FITS_ROOM)); }
