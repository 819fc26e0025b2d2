# shellcheck shell=dash disable=SC2034 # the names are for the step
# The vendor's agent, from the package n2pg-aux.

need agent

agent_names() {
  service=$(arg service pgsqlchk)
  config=$(arg config /etc/psqlchk/config.json)
  agent_log="'journalctl -u $service' and /var/log/pgsqlchk/pgsqlchk.log"
  agent_extras=
}

agent_install() {
  service_exists "$service" || fail "there is no service $service here" \
    "see that n2pg-aux is installed, or name its service in the configuration"
  [ -d "$(dirname "$config")" ] || fail "the folder of $config is missing" "see that n2pg-aux is installed"
  user=$(agent_user "$service")
  save_service "$service"
  record vendor "$service"
}

# The vendor's agent reads its configuration only when it starts.
load_agent() {
  if remembers bundled; then stop_agent n2acd-ha-agent; fi
  restart_agent
}

# agent_user: prints the user that the service runs as. Only this user and root may read the password.
agent_user() {
  local runs_as
  runs_as=$(systemctl show -p User --value "$1.service")
  runs_as=${runs_as:-root}
  id -u "$runs_as" >/dev/null 2>&1 ||
    fail "the service $1 runs as the user $runs_as, which this host does not have" "install n2pg-aux again, or correct User= of $1"
  printf '%s' "$runs_as"
}
