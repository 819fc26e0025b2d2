# shellcheck shell=sh disable=SC2154 # $secret_password comes from read_secrets
# agent: the health agent knows the password, listens where the other nodes' HAProxy can ask it, and tells the truth.
#
#   host= service=pgsqlchk config=/etc/psqlchk/config.json listen=ADDRESS check=PGPORT:LISTENPORT ...
#   stdin: password=...
#
# It is restarted only for a changed configuration. An agent that cannot be proven gets its last configuration back.

for part in secrets postgres agent; do
  # shellcheck source=/dev/null
  . "$TOOLKIT/lib/$part.sh"
done

use_names() {
  service=$(arg service pgsqlchk)
  config=$(arg config /etc/psqlchk/config.json)
}

# (Re)starts as often as needed in a row, which systemd by itself takes for a loop.
restart_agent() {
  systemctl reset-failed "$service" 2>/dev/null || true
  timeout 60 systemctl restart "$service"
}

# keep_last: the configuration in force, until the new one is proven. A cut run's new one is not in force.
keep_last() {
  if unsettled "$config" || [ ! -e "$config" ]; then return 0; fi
  cp -a "$config" "$(journal)/.last.new"
  mv -f "$(journal)/.last.new" "$(journal)/last"
}

# give_back WHY: the last configuration returns to its place, and the step ends.
give_back() {
  if remembers last; then
    cp -a "$(journal)/last" "$(new_name "$config")"
    swap_in "$(new_name "$config")" "$config"
  else
    rm -f "$config"
  fi
  restart_agent || true
  settled "$config"
  forget last
  fail "$1; its last configuration is back" "see 'journalctl -u $service' and /var/log/pgsqlchk/pgsqlchk.log, then run up again"
}

apply() {
  use_names
  read_secrets
  require_plain_words
  service_exists "$service" || fail "there is no service $service here" \
    "see that n2pg-aux is installed, or name its service in the configuration"
  [ -d "$(dirname "$config")" ] || fail "the folder of $config is missing" "see that n2pg-aux is installed"
  find_psql
  user=$(agent_user "$service")
  save_service "$service"
  keep_last
  agent_config | put_agent_config
  enable_service "$service"
  if unsettled "$config"; then
    say "restarts $service with its new configuration"
    restart_agent || give_back "$service does not start"
    wrong=$(agent_proof)
    [ -z "$wrong" ] || give_back "$wrong"
    settled "$config"
  else
    service_active "$service" || restart_agent || fail "$service does not start" "see 'journalctl -u $service'"
    wrong=$(agent_proof)
    [ -z "$wrong" ] || fail "$wrong" "see 'journalctl -u $service' and /var/log/pgsqlchk/pgsqlchk.log, then run up again"
  fi
  forget last
  say "$service answers as PostgreSQL says"
}

# put_agent_config < content: readable by the service's user and root, by nobody else.
put_agent_config() { put_file "$config" 400 "$user:root"; }

undo() {
  use_names
  if ! remembers args; then return 0; fi
  restore_file "$config"
  if service_exists "$service" && [ "$(recall "service.$service.active")" = active ]; then
    restart_agent || say "$service does not start with the configuration it had before"
  fi
  restore_service "$service"
}
