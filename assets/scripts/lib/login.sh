# shellcheck shell=dash
# Logins to PostgreSQL over TCP as the role of the health checks: this file is the only place that makes them. The server is authenticated,
# too: it has to prove by SCRAM that it knows the password, or it receives nothing. A server that asks for the password in clear or as MD5,
# or that admits the role without asking, is an impostor.

need psql

# health_role [PASSFILE]: prints the role's name, from the passfile that the step database wrote.
health_role() { head -n 1 "${1:-$STATE/database/pgpass}" | cut -d : -f 4; }

# ask_as_role HOST PORT SQL [PASSFILE]: prints the answer, or the error of PostgreSQL or psql; the exit status says which.
# N2ACD_CONNECT_TIMEOUT: seconds for the connection, 5 by default; N2ACD_ANSWER_TIMEOUT: seconds for all of it, 15 by default.
ask_as_role() {
  local status
  login_passfile=${4:-$STATE/database/pgpass} login_wait=${N2ACD_CONNECT_TIMEOUT:-5}
  status=0
  login_said=$(login_by_psql "$1" "$2" "$3") || status=$?
  case "$login_said" in
    # libpq before 16 cannot require SCRAM, and reports that before it connects.
    *'invalid connection option "require_auth"'*)
      status=0
      login_said=$(login_by_python "$1" "$2" "$3") || status=$?
      ;;
  esac
  [ -z "$login_said" ] || printf '%s\n' "$login_said"
  return "$status"
}

login_by_psql() {
  (
    no_pg_settings
    PGPASSFILE=$login_passfile PGCONNECT_TIMEOUT=$login_wait timeout -k 1 "${N2ACD_ANSWER_TIMEOUT:-15}" \
      "$PSQL" -X -q -A -t -w -h "$1" -p "$2" -U "$(health_role "$login_passfile")" \
      -d 'dbname=postgres require_auth=scram-sha-256 gssencmode=disable' -c "$3" 2>&1 </dev/null
  )
}

login_by_python() {
  local python
  python=$(find_python)
  if [ ! -e "$TOOLKIT/lib/login.py" ]; then
    echo "this host's libpq cannot require SCRAM, and up has not installed the replacement yet: run up"
    return 1
  fi
  if [ -z "$python" ]; then
    echo "this host has neither libpq 16 or newer nor Python 3.6, one of which is needed to require SCRAM: install python3"
    return 1
  fi
  timeout -k 1 "${N2ACD_ANSWER_TIMEOUT:-15}" "$python" -I "$TOOLKIT/lib/login.py" "$1" "$2" "$login_passfile" "$login_wait" "$3" 2>&1 </dev/null
}
