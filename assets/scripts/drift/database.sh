# shellcheck shell=dash disable=SC2154 # secrets and $role come from the step's own functions
# database: our block in pg_hba.conf on each node, and the role on the primary, from which the standbys replicate it.

need addresses database-ports hba postgres role secrets

inspect() {
  read_secrets
  find_psql
  use_role
  # shellcheck disable=SC2046 # a word a node
  nodes=$(addresses_of_all $(args sms))
  for port in $(ports); do
    # All queries in one session, because starting psql takes most of the time of a query.
    database_said=$(ask "$port" "SELECT pg_is_in_recovery();
SHOW hba_file;
SELECT coalesce(($(role_state_sql)), '');
$(role_excess_sql);")
    inspect_hba "$(printf '%s\n' "$database_said" | sed -n 2p)" "$port"
    if [ "$(printf '%s\n' "$database_said" | sed -n 1p)" = f ]; then
      inspect_role "$(printf '%s\n' "$database_said" | sed -n 3p)" "$(printf '%s\n' "$database_said" | sed -n 4p)"
    fi
  done
}

# inspect_hba FILE PORT
inspect_hba() {
  find_hba "$1" "$LOOK/hba"
  # shellcheck disable=SC2086 # a word an address
  hba_block "$(recall "hba.$2.former")" $nodes >"$LOOK/database.block"
  # shellcheck disable=SC2086 # a word an address
  wanted_hba "$LOOK/hba" "$(recall "hba.$2.former")" $nodes >"$LOOK/hba.wanted"
  cmp -s "$LOOK/hba.wanted" "$LOOK/hba" || drift_content "$hba" "$LOOK/hba.wanted" "$LOOK/hba" "$LOOK/database.block"
}

# inspect_role STATE EXCESS
inspect_role() {
  case "$1" in
    '') drift role "$role" present missing ;;
    "t|$secret_verifier") ;;
    *)
      [ "${1%%|*}" = t ] || drift role "$role" login "no login"
      [ "${1#*|}" = "$secret_verifier" ] || drift role "$role" "password as applied" "another password"
      ;;
  esac
  [ -z "$2" ] || drift role "$role" "login and no more" "$2"
}
