# shellcheck shell=dash
# How psql is called, everywhere: by the steps, and by the status tool, which sends this file to the host.

# look_for_psql: sets $PSQL to the path of psql; to nothing where there is none. The client may be outside PATH, as PGDG's is.
look_for_psql() {
  local psql_try
  PSQL=$(command -v psql || true)
  if [ -n "$PSQL" ]; then return 0; fi
  for psql_try in "$ROOT"/usr/pgsql-*/bin/psql "$ROOT"/usr/lib/postgresql/*/bin/psql "$ROOT"/usr/local/pgsql/bin/psql; do
    if [ -x "$psql_try" ]; then PSQL=$psql_try; fi
  done
}

# no_pg_settings: unsets libpq's variables. It reads some thirty, and a root login may have any of them (PGHOSTADDR, PGSSLMODE, ...).
no_pg_settings() {
  # shellcheck disable=SC2046 # a word a name
  unset $(env | sed -n 's/^\(PG[A-Z0-9_]*\|PSQL[A-Z0-9_]*\)=.*/\1/p') PGHOST
}

# pg_socket PORT USER: prints the folder of a socket that the kernel lists for this port, and on which a process of that user listens; nothing
# when there is none. A socket that is a file comes before an abstract one, and one that another user has made is skipped. That the process
# has the right owner is checked by libpq (requirepeer).
pg_socket() {
  local folder socket_is
  awk -v name="/.s.PGSQL.$1" '
    $4 != "00010000" { next }
    { for (i = 1; i < 8; i++) sub(/^[^ ]+ +/, "") }
    substr($0, length($0) - length(name) + 1) == name { print substr($0, 1, length($0) - length(name)) }' /proc/net/unix |
    sort -u | while IFS= read -r folder; do
    case "$folder" in
      *,*) continue ;;
      @*) socket_is="$2 socket" ;;
      /*) socket_is=$(stat -c '%U %F' "$folder/.s.PGSQL.$1" 2>/dev/null || true) ;;
      *) continue ;;
    esac
    if [ "$socket_is" = "$2 socket" ]; then printf '%s\n' "$folder"; fi
  done | head -n 1
}

# psql_here PORT USER CONNECT-SECONDS SECONDS < SQL: runs psql as that operating system user, who is PostgreSQL's superuser, over the local
# socket. The process at its other end has to belong to the same user.
psql_here() {
  local here_at
  (
    cd / && no_pg_settings
    here_at=$(pg_socket "$1" "$2")
    PGREQUIREPEER=$2 PGCONNECT_TIMEOUT=$3 timeout -k 5 "$4" runuser -u "$2" -- \
      "$PSQL" -X -q -A -t -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse ${here_at:+-h "$here_at"} -p "$1" -d postgres
  )
}

# psql_words < STDERR: prints why there was no connection, or else the last error. For a failed connection, psql's first line has the reason.
# Up to version 13, the socket's path is in its third line.
psql_words() {
  awk '
    sub(/^psql: (error: )?/, "") && first == "" { first = $0 }
    { sub(/^psql:<stdin>:[0-9]*: */, ""); sub(/^[ \t]+/, "") }
    /./ { last = $0; all = all (all == "" ? "" : " ") $0 }
    END { printf "%s", (first == "" ? last : first ~ /"/ ? first : all) }'
}

# psql_insists: psql can require that the server proves itself with SCRAM (libpq from 16 on). Otherwise Python does: see lib/login.sh. The
# address below leads to no server.
psql_insists() {
  local insists_said
  insists_said=$(
    no_pg_settings
    "$PSQL" -X -w -h /nonexistent -d 'dbname=postgres require_auth=scram-sha-256' -c '' 2>&1 </dev/null || true
  )
  case "$insists_said" in *'invalid connection option "require_auth"'*) return 1 ;; esac
}

# find_python: prints the path of the program, or nothing. EL's own Python is outside PATH.
find_python() {
  local login_try
  for login_try in ${N2ACD_PYTHONS:-/usr/libexec/platform-python /usr/bin/python3}; do
    if [ -x "$login_try" ] && "$login_try" -c 'import sys; sys.exit(sys.version_info < (3, 6))' 2>/dev/null; then
      printf '%s' "$login_try"
      return 0
    fi
  done
}
