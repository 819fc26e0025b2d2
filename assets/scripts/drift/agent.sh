# shellcheck shell=dash disable=SC2154 # names from lib/agent-*.sh

need agent agent-n2pg-aux secrets
# shellcheck source=assets/scripts/drift/daemon.sh
. "$TOOLKIT/drift/daemon.sh"

inspect() {
  read_secrets
  use_names
  agent_mode=640 agent_owner=root:$daemon_user
  if [ "$kind" = n2pg-aux ]; then
    if service_exists "$service"; then user=$(agent_user "$service"); else user=root; fi
    agent_mode=400 agent_owner=$user:root
  else
    inspect_daemon
  fi
  inspect_config
  expect_service "$service"
}

without_key() { sed 's/\("agents_key": "\).*/\1(hidden)/'; }

# inspect_config: reports the lines that differ, with the password and the key hidden.
inspect_config() {
  if [ ! -e "$config" ]; then
    drift file "$config" present missing
    return 0
  fi
  agent_config | without_key | without_password >"$LOOK/agent.shown"
  without_key <"$config" | without_password >"$LOOK/agent.is"
  if cmp -s "$LOOK/agent.shown" "$LOOK/agent.is"; then
    agent_config | expect_content "$config" secret
  else
    drift_content "$config" "$LOOK/agent.shown" "$LOOK/agent.is" "$LOOK/agent.shown"
  fi
  expect_attributes "$config" "$agent_mode" "$agent_owner"
}

without_password() { sed 's/\(health_check_user_password": "\).*/\1(hidden)/'; }
