# shellcheck shell=dash disable=SC2154 # $service and the like come from lib/agent-*.sh
# agent: gives the health agent its password and an address that the other nodes' HAProxy can reach, and proves its answers.
#
#   host= kind=n2pg-aux|bundled listen=ADDRESS check=PGPORT:LISTENPORT ...
#         n2pg-aux: [service=pgsqlchk] [config=/etc/psqlchk/config.json]   bundled: [role=NAME] [patience=MILLISECONDS]
#         [cut_off=MILLISECONDS] [rival=ADDRESS ...] [witness=ADDRESS:PORT ...]
#   stdin: password=...  and, for the bundled one, key=... with which the agents sign their messages to each other
#
# The agent is restarted only for a change, or reloaded where it can be. If it cannot be proven, its last configuration is restored.

need agent agent-bundled agent-found agent-n2pg-aux folders postgres secrets

use_names() {
  kind=$(arg kind n2pg-aux)
  case "$kind" in
    n2pg-aux) agent_names ;;
    bundled) bundled_names ;;
    *) fail "'$kind' is not an agent" "say kind=n2pg-aux or kind=bundled" ;;
  esac
}

# keep_last: keeps the configuration in force until the new one is proven. The new one of an interrupted run is not in force.
keep_last() {
  if unsettled "$config" || ! stands "$config"; then return 0; fi
  [ -d "$STATE/$STEP" ] || mkdir -p "$STATE/$STEP"
  copy_in "$config" "$STATE/$STEP/.last.new" or-link
  keep "$STATE/$STEP/.last.new" "$STATE/$STEP/last"
}

# rollback_agent WHY: restores the last configuration, and ends the step.
rollback_agent() {
  if remembers last; then
    place "$STATE/$STEP/last" "$config"
  else
    remove "$config"
  fi
  if ! remembers served && [ "$(recall "service.$service.active")" != active ]; then
    rollback_first_agent
    fail "$1; everything is as it was before, and $service does not run" "see $agent_log, then run up again"
  fi
  before=$(recall served "$service")
  if [ "$before" != "$service" ]; then
    stop_agent "$service"
    service=$before
    enable_service "$service"
  fi
  restart_agent || true
  settled "$config"
  forget last
  fail "$1; its last configuration is back" "see $agent_log, then run up again"
}

# rollback_first_agent: stops an agent that has never served here, and restores whether it is started at boot.
rollback_first_agent() {
  timeout 60 systemctl stop "$service" 2>/dev/null || true
  [ "$(recall "service.$service.enabled")" = enabled ] || systemctl disable --quiet "$service" 2>/dev/null || true
  systemctl reset-failed "$service" 2>/dev/null || true
  settled "$config"
  forget last
}

apply() {
  read_secrets
  set_agent
}

# set_agent: configures and proves the agent with $secret_password. The step database calls it too, for a new password.
set_agent() {
  local wrong
  use_names
  require_plain_words
  find_psql
  keep_former
  keep_last
  case "$kind" in
    n2pg-aux) agent_install ;;
    bundled) bundled_install ;;
  esac
  put_agent_config
  enable_service "$service"
  if unsettled "$config"; then
    say "writes the new configuration of $service"
    load_it || rollback_agent "$service does not take it$(agent_strangers)"
    wrong=$(agent_proof)
    [ -z "$wrong" ] || rollback_agent "$wrong"
    settled "$config"
  else
    if remembers restart-due || ! service_active "$service"; then
      load_it || fail "$service does not start$(agent_strangers)" "see 'journalctl -u $service'"
    fi
    wrong=$(agent_proof)
    [ -z "$wrong" ] || fail "$wrong" "see $agent_log, then run up again"
  fi
  forget last
  record served "$service"
  record checks "$(args check)"
  [ "$kind" = bundled ] || undo_bundled
  say "$service reports the role of PostgreSQL"
}

# put_agent_config: writes the configuration, readable only by root and the service's user.
put_agent_config() {
  case "$kind" in
    n2pg-aux) agent_config | put_file "$config" 400 "$user:root" ;;
    bundled) agent_config | put_file "$config" 640 "root:$daemon_user" ;;
  esac
}

# retire: ends the answers to former checks. The vendor's agent would have to be restarted for that, which HAProxy would notice: it keeps
# listening on such a port, closed in the firewall, until its next start.
retire() {
  if [ -z "$(recall former)" ]; then return 0; fi
  use_names
  copy_in "$config" "$STATE/$STEP/.found"
  # shellcheck disable=SC2034 # for agent_config
  secret_password=$(password_in "$STATE/$STEP/.found")
  rm -f "$STATE/$STEP/.found"
  forget former
  if [ "$kind" = n2pg-aux ]; then
    user=$(agent_user "$service")
    put_agent_config
    settled "$config"
    return 0
  fi
  find_psql
  keep_last
  put_agent_config
  bundled_load || rollback_agent "$service does not take its configuration without the former ports"
  settled "$config"
  forget last
}

load_it() { case "$kind" in bundled) bundled_load ;; *) load_agent ;; esac; }

undo() {
  use_names
  if ! remembers args; then return 0; fi
  undo_file "$config"
  undo_bundled
  undo_file "$BUNDLED_CONFIG"
  undo_folders
  keep_found_password
  vendor=$(recall vendor)
  if [ -z "$vendor" ]; then return 0; fi
  if service_exists "$vendor" && [ "$(recall "service.$vendor.active")" = active ]; then
    service=$vendor
    restart_agent || say "$vendor does not start with the configuration it had before"
  fi
  undo_service "$vendor"
}
