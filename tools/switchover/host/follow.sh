# shellcheck shell=dash
# The connection of a standby to its primary, proven before it is needed. Arguments may hold a password: PostgreSQL gets them on stdin
# alone.

# try_ways PORT USER SYSTEM CONNINFO...: prints the number of the first that connects for replication to the same cluster, or why none does.
try_ways() {
  local ways_port ways_user system number one said
  look_for_psql
  ways_port=$1 ways_user=$2 system=$3 number=0
  shift 3
  HOME=$(getent passwd "$ways_user" | cut -d : -f 6)
  export HOME
  for one in "$@"; do
    said=$({ sql_hush && printf "SELECT %s AS way \\\\gset\n\\\\connect -reuse-previous=off :way\nIDENTIFY_SYSTEM;\n" "$(literal "$one replication=true")"; } |
      psql_here "$ways_port" "$ways_user" 5 10 2>&1) || true
    case "$said" in
      "$system|"*)
        record way "$number"
        return 0
        ;;
    esac
    number=$((number + 1))
  done
  record way '' "$(printf '%s\n' "$said" | sed 's/^.*connect: //' | tr '\n' ' ')"
}

literal() { printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"; }

# point PORT USER CONNINFO SLOT [now]: sets where it streams its WAL from as a standby. A primary reads that when it starts as a standby,
# and is not told to reload: PostgreSQL would log the new value, including the password.
point() {
  local said
  look_for_psql
  said=$({
    sql_hush
    printf "SELECT set_config('n2acd.way', %s, false) \\\\g /dev/null\n" "$(literal "$3")"
    echo "SELECT format('ALTER SYSTEM SET primary_conninfo = %L', current_setting('n2acd.way'))
      WHERE current_setting('primary_conninfo') <> current_setting('n2acd.way') \\gexec"
    if [ -n "$4" ]; then echo "ALTER SYSTEM SET primary_slot_name = $(literal "$4");"; fi
    if [ "${5-}" = now ]; then echo 'SELECT pg_reload_conf();'; fi
  } | psql_here "$1" "$2" 5 20 2>&1) || fail "PostgreSQL does not take where to stream from: $(printf '%s\n' "$said" | psql_words)" \
    "see whether its superuser may use ALTER SYSTEM"
}

# own_way PORT USER: prints its connection to its primary, a secret, for the caller of this connection.
own_way() {
  local own_line
  look_for_psql
  { sql_hush && echo "SELECT current_setting('primary_conninfo')"; } | psql_here "$1" "$2" 5 10 | while read -r own_line; do record way "$own_line"; done
}

# keep_slot PORT USER NAME: creates it on the new primary, before a standby uses it.
keep_slot() {
  look_for_psql
  echo "SELECT pg_create_physical_replication_slot(name, true) FROM (VALUES ($(literal "$3"))) AS wanted (name)
    WHERE name NOT IN (SELECT slot_name FROM pg_replication_slots)" | psql_here "$1" "$2" 5 20 >/dev/null
}

# drop_slot PORT USER NAME: drops it on the new standby, where nothing uses it: it would keep WAL for ever.
drop_slot() {
  look_for_psql
  echo "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $(literal "$3") AND NOT active" |
    psql_here "$1" "$2" 5 20 >/dev/null
}
