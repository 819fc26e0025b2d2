# shellcheck shell=sh disable=SC2034 # the names are for the step
# The agent that comes with the toolkit: on the host and off it again. Loaded for the other one as well, which it may have
# to make room for.

need agent program

BUNDLED_HOME=/usr/local/lib/n2acd-ha-agent
BUNDLED_UNIT=/etc/systemd/system/n2acd-ha-agent.service
BUNDLED_USER=n2acd-agent
BUNDLED_CONFIG=/etc/psqlchk/config.json

bundled_names() {
  service=n2acd-ha-agent
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

# bundled_key_in_use: for the step database, which is sent none, and changes the password alone.
bundled_key_in_use() {
  if [ -L "$BUNDLED_CONFIG" ] || [ ! -f "$BUNDLED_CONFIG" ]; then return 0; fi
  bundled_copy=$(mktemp "$STATE/.key.XXXXXX")
  copy_in "$BUNDLED_CONFIG" "$bundled_copy"
  sed -n 's/^ *"agents_key": "\(.*\)",*$/\1/p' "$bundled_copy" | head -n 1
  rm -f "$bundled_copy"
}

# bundled_texts < LINES: as the inside of a JSON list; the alphabets were checked.
bundled_texts() { awk '{ printf "%s\"%s\"", sep, $0; sep = ", " }'; }

# bundled_install: user, program, unit. A running agent notices nothing of it yet.
bundled_install() {
  vendor=$(recall vendor pgsqlchk)
  if service_exists "$vendor"; then
    save_service "$vendor"
    record vendor "$vendor"
  fi
  record bundled yes
  if ! id -u "$BUNDLED_USER" >/dev/null 2>&1; then
    record bundled-user yes
    setsid -w systemd-sysusers "$TOOLKIT/agent/n2acd-ha-agent.sysusers" || fail "the system user $BUNDLED_USER cannot be made" \
      "see what 'systemd-sysusers $TOOLKIT/agent/n2acd-ha-agent.sysusers' says"
  fi
  for bundled_folder in "$(dirname "$config")" "$(dirname "$BUNDLED_HOME")"; do
    if [ -d "$bundled_folder" ]; then continue; fi
    record "made$(printf '%s' "$bundled_folder" | tr '/' '%')" "$bundled_folder"
    (umask 022 && mkdir -p "$bundled_folder")
  done
  bundled_files
  put_file "$BUNDLED_UNIT" 644 root:root <"$TOOLKIT/agent/n2acd-ha-agent.service"
  if unsettled "$BUNDLED_UNIT"; then
    record restart-due yes
    systemctl daemon-reload
    settled "$BUNDLED_UNIT"
  fi
}

# bundled_files: the whole program at once.
bundled_files() {
  if [ "$(program_print "$BUNDLED_HOME")" = "$(program_print "$TOOLKIT/agent")" ]; then return 0; fi
  record restart-due yes
  program_put "$BUNDLED_HOME" "$TOOLKIT/agent"
}

# bundled_load: what changed is in force. A changed configuration alone is read without letting a port go.
bundled_load() {
  if remembers restart-due || ! service_active "$service"; then
    stop_agent "$(recall vendor pgsqlchk)"
    restart_agent || return 1
    forget restart-due
    return 0
  fi
  bundled_objection=$(/bin/sh "$BUNDLED_HOME/start.sh" --check "$config" 2>&1) || {
    say "the agent refuses its configuration: $(printf '%s' "$bundled_objection" | tail -n 1)"
    return 1
  }
  bundled_before=$(bundled_reloads)
  systemctl reload "$service" || return 1
  await 10 bundled_has_reloaded
}

bundled_has_reloaded() { [ "$(bundled_reloads)" != "$bundled_before" ]; }

# bundled_reloads: how many configurations it took. It may listen elsewhere from now on: that counts as well.
bundled_reloads() {
  bundled_check=$(arg check)
  curl -s -g --noproxy '*' --max-time 3 "$(agent_url "${bundled_check##*:}")/metrics" </dev/null |
    sed -n 's/^n2acd_agent_reloads_total{result="ok"} //p' || true
}

# undo_bundled: as if it had never been here.
undo_bundled() {
  remembers bundled || return 0
  stop_agent n2acd-ha-agent
  undo_file "$BUNDLED_UNIT"
  systemctl daemon-reload
  systemctl reset-failed n2acd-ha-agent 2>/dev/null || true
  rm -rf "$BUNDLED_HOME" "$BUNDLED_HOME.new" "$BUNDLED_HOME.old"
  if remembers bundled-user; then
    # The configuration that this user may read has gone or changed hands before: see the step.
    # In a session of its own: killed half-way along with this step, userdel leaves lines that stop the next one.
    if id -u "$BUNDLED_USER" >/dev/null 2>&1; then
      setsid -w userdel "$BUNDLED_USER" || say "leaves the user $BUNDLED_USER: it is in use"
    fi
    if getent group "$BUNDLED_USER" >/dev/null; then
      setsid -w groupdel "$BUNDLED_USER" || say "leaves the group $BUNDLED_USER: it is in use"
    fi
  fi
  for bundled_mark in bundled bundled-user restart-due; do forget "$bundled_mark"; done
}

# undo_bundled_folders: those that were made for it and are empty again.
undo_bundled_folders() {
  for bundled_made in $(recall_names made%); do
    rmdir --ignore-fail-on-non-empty "$(recall "made%$bundled_made")" 2>/dev/null || true
    forget "made%$bundled_made"
  done
}
