# shellcheck shell=sh
# Logins to PostgreSQL over TCP as the role of the health checks: the only place that makes one.

# health_role [PASSFILE]: its name, from what the step database left.
health_role() { head -n 1 "${1:-$STATE/database/pgpass}" | cut -d : -f 4; }

# ask_as_role HOST PORT SQL [PASSFILE]: the answer, or PostgreSQL's or psql's own words about the failure; the status says
# which. N2ACD_CONNECT_TIMEOUT: seconds for the connection, 5 by default; N2ACD_ANSWER_TIMEOUT: for all of it, 15 by default.
ask_as_role() {
  PGPASSFILE=${4:-$STATE/database/pgpass} PGCONNECT_TIMEOUT=${N2ACD_CONNECT_TIMEOUT:-5} \
    timeout -k 1 "${N2ACD_ANSWER_TIMEOUT:-15}" "$PSQL" -X -q -A -t -w -h "$1" -p "$2" -U "$(health_role "${4-}")" -d postgres -c "$3" 2>&1 </dev/null
}
