# shellcheck shell=dash
# database: the role of the health checks, and its access to PostgreSQL.
#
#   host= role=health_check_user database=NAME:PORT ... sms=ADDRESS ... [agent=WHICH] [postgres_user=postgres]
#         [vendor_service=pgsqlchk] [vendor_config=/etc/psqlchk/config.json]
#   stdin: password=...  and  verifier=SCRAM-SHA-256$...
#
# On a primary the role is created or gets its password (as a verifier: the password itself never reaches PostgreSQL); on a standby it has
# to arrive by replication. Every node admits it to the database postgres from itself and the SMS nodes. An agent that is already in use
# gets a new password within this step: see lib/rotation.sh.

need addresses agent-found database-ports hba login postgres role rotation secrets

use_role() {
  role=$(arg role health_check_user)
  case "$role" in
    [!a-z_]* | *[!a-z0-9_]*) fail "'$role' is not a name for a role" "use lower-case letters, digits and _" ;;
  esac
}

# keep_passfile: stores the password with which the proofs of this and later steps log in.
keep_passfile() {
  # shellcheck disable=SC2154 # from read_secrets
  record pgpass "*:*:*:$role:$secret_password"
}

# prove_login PORT: fails unless the role can log in over TCP, as the agent does. A reload takes PostgreSQL a moment.
prove_login() {
  await "${N2ACD_LOGIN_WAIT:-15}" role_logs_in "$1" || fail \
    "the role $role cannot log in to PostgreSQL at 127.0.0.1:$1: $(printf '%s' "$prove_said" | tail -n 1)" \
    "see that listen_addresses includes localhost and that the role has not expired, then run up again"
}

# role_logs_in PORT: on failure $prove_said has the reason.
role_logs_in() { prove_said=$(N2ACD_CONNECT_TIMEOUT=3 ask_as_role 127.0.0.1 "$1" 'SELECT 1'); }

# leave_port PORT: undoes our changes to the PostgreSQL there. It may no longer exist.
leave_port() {
  local what
  role=$(recall "port.$1")
  hba=$(recall "hba.$1")
  if [ -n "$hba" ] && [ ! -e "$hba" ]; then
    say "$hba no longer exists, so nothing is left to undo for the PostgreSQL on port $1"
  elif shares_instance "$1"; then
    say "leaves the role and $hba as they are: another port leads to the same PostgreSQL as $1"
  else
    recovery=$(in_recovery "$1")
    unadmit_role "$1"
    retire_roles "$1"
    if [ "$recovery" = f ]; then undo_role "$1"; fi
  fi
  for what in "role.$1" "role.$1.comment" "hba.$1" "hba.$1.former" "port.$1"; do forget "$what"; done
}

# shares_instance PORT: succeeds if another port that is still ours leads to the same PostgreSQL, through a pooler or a forwarded port.
shares_instance() {
  local shares_with shares_port shares_other
  shares_with=$(instance "$1")
  if [ -z "$shares_with" ]; then return 1; fi
  for shares_port in $(recall_names port.); do
    if [ "$shares_port" = "$1" ]; then continue; fi
    shares_other=$(instance "$shares_port")
    if [ "$shares_other" = "$shares_with" ]; then return 0; fi
  done
  return 1
}

# instance PORT: prints what identifies the PostgreSQL there; nothing while it does not answer.
instance() {
  echo "SELECT pg_postmaster_start_time() || ' ' || current_setting('data_directory');" | sql "$1" 2>/dev/null || true
}

# former_ports: prints the ports that no database has any more.
former_ports() { recall_names port. | grep -vxF "$(ports)" || true; }

apply() {
  read_secrets
  require_verifier
  find_psql
  leaves "$(former_ports)"
  use_role
  # shellcheck disable=SC2046 # a word a node
  nodes=$(addresses_of_all $(args sms))
  [ -n "$nodes" ] || fail "no SMS node's address is known" "give sms=ADDRESS for each"
  begin_rotation
  keep_passfile
  for port in $(ports); do
    recovery=$(in_recovery "$port")
    rename_role "$port"
    if [ "$recovery" = f ]; then ensure_role "$port"; else await_role "$port"; fi
    take_found_agent
    # shellcheck disable=SC2086 # a word an address
    admit_role "$port" $nodes
    prove_login "$port"
  done
  end_rotation
  hold_for_change
  say "the role $role logs in"
}

# retire: removes ports and roles that no agent uses any more, and addresses from which none connects.
retire() {
  find_psql
  use_role
  # shellcheck disable=SC2046 # a word a node
  nodes=$(addresses_of_all $(args sms))
  for port in $(ports); do
    # shellcheck disable=SC2086 # a word an address
    admit_role_only "$port" $nodes
    rename_role "$port"
    retire_roles "$port"
  done
  for port in $(former_ports); do leave_port "$port"; done
}

undo() {
  if ! remembers args; then return 0; fi
  for port in $(recall_names port.); do
    find_psql
    leave_port "$port"
  done
  undo_found_agent
}
