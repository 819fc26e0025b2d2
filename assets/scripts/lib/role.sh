# shellcheck shell=dash disable=SC2154 # the step says which $role, and with which $secret_verifier
# The role that the health checks log in as. It is made on the primary and reaches the standbys by replication. So does its comment,
# which says who made the role, whichever node is the primary when the role is removed.

need postgres

ROLE_OURS='n2acd-ha: made for the health checks, goes with them'
ROLE_LENT='n2acd-ha: was here before, serves the health checks'

# role_state PORT: prints 't|VERIFIER', t for LOGIN; nothing when there is no such role.
role_state() { ask "$1" "$(role_state_sql);"; }

role_state_sql() {
  printf '%s\n' "SELECT CASE WHEN rolcanlogin THEN 't|' ELSE 'f|' END || coalesce(rolpassword, '')
    FROM pg_authid WHERE rolname = '$role'"
}

# role_excess_sql: a query for what a role that n2acd-ha made has beyond LOGIN; no row, or an empty one, when it has nothing.
role_excess_sql() {
  cat <<END
SELECT concat_ws(', ', CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolcreaterole THEN 'createrole' END,
  CASE WHEN rolcreatedb THEN 'createdb' END, CASE WHEN rolreplication THEN 'replication' END,
  CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolconnlimit <> -1 THEN 'connection limit ' || rolconnlimit END,
  CASE WHEN isfinite(rolvaliduntil) THEN 'valid until ' || rolvaliduntil END)
FROM pg_roles WHERE rolname = '$role' AND oid IN (SELECT objoid FROM pg_shdescription
  WHERE classoid = 'pg_authid'::regclass AND description = $(comment_sql "$ROLE_OURS"))
END
}

role_comment() {
  ask "$1" "SELECT shobj_description(oid, 'pg_authid') FROM pg_authid WHERE rolname = '$role';"
}

# comment_sql TEXT: prints the text as an SQL literal; NULL when it is empty.
comment_sql() {
  if [ -z "$1" ]; then printf NULL; else printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"; fi
}

# set_role PORT VERB COMMENT [NO]LOGIN VERIFIER: creates or alters the role and its comment in one transaction.
set_role() {
  local role_password
  role_password=NULL
  [ -z "$5" ] || role_password="'$5'"
  printf 'BEGIN;\n%s ROLE "%s" %s PASSWORD %s;\nCOMMENT ON ROLE "%s" IS %s;\nCOMMIT;\n' \
    "$2" "$role" "$4" "$role_password" "$role" "$(comment_sql "$3")" | sql "$1" ||
    fail "PostgreSQL on port $1 would not take the role $role: $(sql_error)" "let its superuser create roles, and run up again"
}

# ensure_role PORT, on a primary: creates the role, takes over one that was here before, or sets the new password.
ensure_role() {
  local known
  role_now=$(role_state "$1")
  role_says=$(role_comment "$1")
  case "$role_says" in "$ROLE_OURS" | "$ROLE_LENT") known=yes ;; *) known=no ;; esac
  if [ -z "$role_now" ]; then
    say "creates the role $role on port $1, the primary"
    set_role "$1" CREATE "$ROLE_OURS" LOGIN "$secret_verifier"
  elif [ "$known" = no ]; then
    say "takes over the role $role on port $1, which was here before"
    remember "role.$1.comment" "$role_says"
    remember "role.$1" "$role_now"
    set_role "$1" ALTER "$ROLE_LENT" LOGIN "$secret_verifier"
  elif [ "$role_now" != "t|$secret_verifier" ]; then
    say "gives the role $role on port $1 its new password"
    set_role "$1" ALTER "$role_says" LOGIN "$secret_verifier"
  fi
  if [ "$role_says" = "$ROLE_OURS" ]; then trim_role "$1"; fi
}

# trim_role PORT: removes from a role that n2acd-ha made what somebody has added: more than LOGIN, a limit or an expiry.
trim_role() {
  local excess
  excess=$(ask "$1" "$(role_excess_sql);")
  if [ -z "$excess" ]; then return 0; fi
  say "takes $excess from the role $role on port $1"
  ask "$1" "ALTER ROLE \"$role\" NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS CONNECTION LIMIT -1 \
VALID UNTIL 'infinity';" >/dev/null
}

# await_role PORT, on a standby: waits until replication has brought the role, 60 s by default.
await_role() {
  local await_left
  await_left=${N2ACD_ROLE_WAIT:-60}
  role_now=$(role_state "$1")
  while [ "$role_now" != "t|$secret_verifier" ]; do
    [ "$await_left" -gt 0 ] || fail "this standby (port $1) has not received the role $role from its primary" \
      "see that one SMS node is the primary ('SELECT pg_is_in_recovery()' says f there) and that replication runs \
('SELECT * FROM pg_stat_wal_receiver' here), then run up again"
    [ $((await_left % 10)) -ne 0 ] || say "waits for replication to bring the role $role (port $1)"
    await_left=$((await_left - 1))
    sleep 1
    recovery=$(in_recovery "$1")
    if [ "$recovery" = f ]; then ensure_role "$1"; fi
    role_now=$(role_state "$1")
  done
}

# rename_role PORT: where the checks logged in as another role until now, that role stays until every node is proven. The journal keeps its
# entries under the former role's name. A former role that is configured again becomes the present one again.
rename_role() {
  local rename_old
  rename_old=$(recall "port.$1")
  if [ -n "$rename_old" ] && [ "$rename_old" != "$role" ]; then
    move_role "role.$1" "former.$1.$rename_old.state"
    record "former.$1.$rename_old" "$rename_old"
    move_role "former.$1.$role.state" "role.$1"
    forget "former.$1.$role"
  fi
  record "port.$1" "$role"
  leaves "$(former_roles "$1")"
}

# move_role KEY TO: moves the journal's entries about a role that was here before n2acd-ha.
move_role() {
  local move_part
  for move_part in '' .comment; do
    if remembers "$1$move_part"; then record "$2$move_part" "$(recall "$1$move_part")"; fi
    forget "$1$move_part"
  done
}

# former_roles PORT: prints the roles that the checks do not log in as any more, a line each.
former_roles() { recall_names "former.$1." | grep -v '\.' || true; }

# retire_roles PORT
retire_roles() {
  local present retire_recovery
  present=$role
  for role in $(former_roles "$1"); do
    retire_recovery=$(in_recovery "$1")
    if [ "$retire_recovery" = f ]; then undo_role "$1" "former.$1.$role.state"; fi
    forget "former.$1.$role" "former.$1.$role.state" "former.$1.$role.state.comment"
  done
  role=$present
}

# undo_role PORT [KEY]: on the primary, drops the role, or restores it to what the journal has under KEY.
undo_role() {
  local role_key role_was role_may
  role_key=${2:-role.$1}
  role_says=$(role_comment "$1")
  case "$role_says" in
    "$ROLE_OURS")
      say "drops the role $role on port $1"
      printf 'DROP ROLE "%s";\n' "$role" | sql "$1" ||
        fail "the role $role cannot be dropped: $(sql_error)" \
          "take away what it was given or owns (DROP OWNED BY $role, in each database), and run destroy again"
      ;;
    "$ROLE_LENT")
      if ! remembers "$role_key"; then
        say "leaves the role $role on port $1: it was here before, and only the node that changed it knows how it was"
        return 0
      fi
      role_was=$(recall "$role_key")
      role_may=LOGIN
      [ "${role_was%%|*}" = t ] || role_may=NOLOGIN
      set_role "$1" ALTER "$(recall "$role_key.comment")" "$role_may" "${role_was#*|}"
      ;;
  esac
}
