# shellcheck shell=dash disable=SC2034,SC2154 # the names are for the step; $daemon... is of lib/daemon.sh
# Installs and removes the agent that comes with the toolkit. Also loaded when the vendor's agent is configured, because the bundled one may
# have to make room for it.

need agent daemon

BUNDLED_CONFIG=/etc/psqlchk/config.json
daemon_is n2acd-ha-agent n2acd-agent bundled-user "$BUNDLED_CONFIG" "$TOOLKIT/agent"

bundled_names() {
  local bundled_key
  service=$daemon
  config=$BUNDLED_CONFIG
  agent_log="'journalctl -u $service'"
  agent_extras=$(
    secret_key=${secret_key-}
    printf '  "health_check_user": "%s",\n  "probe_timeout_ms": %s,' \
      "$(arg role health_check_user)" "$(arg patience 1000)"
    bundled_key=${secret_key:-$(bundled_key_in_use)}
    [ -z "$bundled_key" ] || printf '\n  "agents_key": "%s",' "$bundled_key"
    if [ -n "$(args rival)$(args witness)" ]; then
      printf '\n  "cut_off_ms": %s,\n  "rivals": [%s],\n  "witnesses": [%s],' "$(arg cut_off 2000)" \
        "$(args rival | bundled_texts)" "$(args witness | bundled_texts)"
    fi
  )
}

# bundled_key_in_use: prints the key of the present configuration. The step database receives no key, and changes the password alone.
bundled_key_in_use() {
  local copy
  if [ -L "$BUNDLED_CONFIG" ] || [ ! -f "$BUNDLED_CONFIG" ]; then return 0; fi
  copy=$(mktemp "$STATE/.key.XXXXXX")
  copy_in "$BUNDLED_CONFIG" "$copy"
  sed -n 's/^ *"agents_key": "\(.*\)",*$/\1/p' "$copy" | head -n 1
  rm -f "$copy"
}

# bundled_texts < LINES: prints them as the inside of a JSON list. Their characters were checked, so none needs escaping.
bundled_texts() { awk '{ printf "%s\"%s\"", sep, $0; sep = ", " }'; }

# bundled_install: installs the agent that replaces the vendor's, which still runs. A bundled agent that runs is not affected yet.
bundled_install() {
  vendor=$(recall vendor pgsqlchk)
  if service_exists "$vendor"; then
    save_service "$vendor"
    record vendor "$vendor"
  fi
  record bundled yes
  daemon_install
}

# bundled_load: brings the changes into force. If only the configuration changed, the agent reloads it and keeps its ports open.
bundled_load() {
  local objection
  if remembers restart-due || ! service_active "$service"; then
    stop_agent "$(recall vendor pgsqlchk)"
    restart_agent || return 1
    forget restart-due
    return 0
  fi
  objection=$(/bin/sh "$daemon_home/start.sh" --check "$config" 2>&1) || {
    say "the agent refuses its configuration: $(printf '%s' "$objection" | tail -n 1)"
    return 1
  }
  bundled_before=$(bundled_reloads)
  systemctl reload "$service" || return 1
  await 10 bundled_has_reloaded
}

bundled_has_reloaded() { [ "$(bundled_reloads)" != "$bundled_before" ]; }

# bundled_reloads: prints how many configurations the agent has loaded. Its first answer on a port that is new counts as a change, too.
bundled_reloads() {
  local bundled_check
  bundled_check=$(arg check)
  curl -s -g --noproxy '*' --max-time 3 "$(agent_url "${bundled_check##*:}")/metrics" </dev/null |
    sed -n 's/^n2acd_agent_reloads_total{result="ok"} //p' || true
}

# undo_bundled: removes the agent as if it had never been here. Its configuration was removed or replaced before that: see the step.
undo_bundled() {
  local bundled_mark
  remembers bundled || return 0
  stop_agent "$daemon"
  undo_daemon
  for bundled_mark in bundled "$daemon_made" restart-due; do forget "$bundled_mark"; done
}
