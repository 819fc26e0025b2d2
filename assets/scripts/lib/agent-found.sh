# shellcheck shell=dash disable=SC2154 # $role and $secret_password come from the step database
# The vendor's agent as somebody set it up by hand. It logs in as the role, so from the moment that the role's password changes until the
# step agent runs, it would report 503 for the primary. So it receives the new password together with the role, and its own again when the
# role's password is restored.

need agent-n2pg-aux

found_service() { arg vendor_service "$(arg service pgsqlchk)"; }

found_config() { arg vendor_config "$(arg config /etc/psqlchk/config.json)"; }

# take_found_agent: gives the agent the role's new password. The step database calls it once the role has that.
take_found_agent() {
  local found_user
  found_file=$(found_config) found=$(found_service)
  if [ -e "$STATE/agent/args" ] || [ "$role" != health_check_user ] || [ ! -e "$found_file" ] || ! service_active "$found"; then
    return 0
  fi
  found_copy=$STATE/$STEP/.found
  found_real=$(real_path "$found_file")
  copy_in "$found_real" "$found_copy"
  if [ "$(password_in "$found_copy")" != "$secret_password" ]; then
    say "gives $found, which was here before, the role's new password"
    found_user=$(agent_user "$found")
    with_password "$secret_password" "$found_copy" | put_file "$found_file" 400 "$found_user:root"
  fi
  rm -f "$found_copy"
  if unsettled "$found_file"; then
    systemctl restart "$found"
    settled "$found_file"
  fi
}

# undo_found_agent: restores the agent's configuration. The undo of the step database calls it once the role has its old password again.
undo_found_agent() {
  found_file=$(found_config) found=$(found_service)
  remembers "$(saved_name "$found_file")" || return 0
  undo_file "$found_file"
  if service_active "$found"; then systemctl restart "$found" || say "$found does not start with the configuration it had before"; fi
}

# keep_found_password: writes the role's present password into the configuration that the undo of the step agent has just restored.
keep_found_password() {
  found_file=$(found_config)
  [ -e "$STATE/database/$(saved_name "$found_file")" ] || return 0
  found_copy=$STATE/$STEP/.found
  found_real=$(real_path "$found_file")
  copy_in "$found_real" "$found_copy"
  with_password "$(head -n 1 "$STATE/database/pgpass" | cut -d : -f 5)" "$found_copy" >"$found_copy.new"
  cat "$found_copy.new" >"$found_copy"
  chmod ug-s "$found_copy"
  place "$found_copy" "$found_file"
  rm -f "$found_copy" "$found_copy.new"
}

password_in() { sed -n 's/.*"health_check_user_password" *: *"\([^"]*\)".*/\1/p' "$1" | head -n 1; }

# with_password PASSWORD FILE: prints the text of FILE with that password.
with_password() {
  { printf '%s\n' "$1" && cat "$2"; } | awk '
    NR == 1 { password = $0; next }
    match($0, /"health_check_user_password" *: *"[^"]*"/) {
      $0 = substr($0, 1, RSTART - 1) "\"health_check_user_password\": \"" password "\"" substr($0, RSTART + RLENGTH)
    }
    { print }'
}
