# shellcheck shell=sh
# How psql is called, everywhere: by the steps, and by the status tool, which sends this file along.

# look_for_psql: sets $PSQL, to nothing where there is none. The client may be outside PATH, as PGDG's is.
look_for_psql() {
  PSQL=$(command -v psql || true)
  if [ -n "$PSQL" ]; then return 0; fi
  for psql_try in "$ROOT"/usr/pgsql-*/bin/psql "$ROOT"/usr/lib/postgresql/*/bin/psql "$ROOT"/usr/local/pgsql/bin/psql; do
    if [ -x "$psql_try" ]; then PSQL=$psql_try; fi
  done
}

# no_pg_settings: libpq reads some thirty variables, and a root login may have any of them (PGHOSTADDR, PGSSLMODE, ...).
no_pg_settings() {
  # shellcheck disable=SC2046 # a word a name
  unset $(env | sed -n 's/^\(PG[A-Z0-9_]*\|PSQL[A-Z0-9_]*\)=.*/\1/p') PGHOST
}

# pg_socket PORT USER: the folder of the socket on which a process of that user listens, of those that the kernel knows (a
# file's before an abstract one's); nothing when there is none. One that another user has made is passed over; that the owner of the process is right, libpq
# sees to (requirepeer).
pg_socket() {
  awk -v name="/.s.PGSQL.$1" '
    $4 != "00010000" { next }
    { for (i = 1; i < 8; i++) sub(/^[^ ]+ +/, "") }
    substr($0, length($0) - length(name) + 1) == name { print substr($0, 1, length($0) - length(name)) }' /proc/net/unix |
    sort -u | while IFS= read -r socket_folder; do
    case "$socket_folder" in
      *,*) continue ;;
      @*) socket_is="$2 socket" ;;
      /*) socket_is=$(stat -c '%U %F' "$socket_folder/.s.PGSQL.$1" 2>/dev/null || true) ;;
      *) continue ;;
    esac
    if [ "$socket_is" = "$2 socket" ]; then printf '%s\n' "$socket_folder"; fi
  done | head -n 1
}

# psql_here PORT USER CONNECT-SECONDS SECONDS < SQL: as that operating system's user, who is superuser, over the local socket,
# at whose other end a process of the same user has to be.
psql_here() {
  (
    cd / && no_pg_settings
    here_at=$(pg_socket "$1" "$2")
    PGREQUIREPEER=$2 PGCONNECT_TIMEOUT=$3 timeout -k 5 "$4" runuser -u "$2" -- \
      "$PSQL" -X -q -A -t -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse ${here_at:+-h "$here_at"} -p "$1" -d postgres
  )
}

# psql_words < STDERR: why there was no connection; or the last error. Of the former psql says the first line, and up to 13 the
# socket's path in the third.
psql_words() {
  awk '
    sub(/^psql: (error: )?/, "") && first == "" { first = $0 }
    { sub(/^psql:<stdin>:[0-9]*: */, ""); sub(/^[ \t]+/, "") }
    /./ { last = $0; all = all (all == "" ? "" : " ") $0 }
    END { printf "%s", (first == "" ? last : first ~ /"/ ? first : all) }'
}

# psql_insists: on a server that proves itself with SCRAM (libpq from 16 on). Else Python does: see lib/login.sh. It would not
# connect to this address.
psql_insists() {
  insists_said=$(
    no_pg_settings
    "$PSQL" -X -w -h /nonexistent -d 'dbname=postgres require_auth=scram-sha-256' -c '' 2>&1 </dev/null || true
  )
  case "$insists_said" in *'invalid connection option "require_auth"'*) return 1 ;; esac
}

# find_python: the program, or nothing. EL's own is outside PATH.
find_python() {
  for login_try in ${N2ACD_PYTHONS:-/usr/libexec/platform-python /usr/bin/python3}; do
    if [ -x "$login_try" ] && "$login_try" -c 'import sys; sys.exit(sys.version_info < (3, 6))' 2>/dev/null; then
      printf '%s' "$login_try"
      return 0
    fi
  done
}
