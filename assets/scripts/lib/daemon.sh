# shellcheck shell=dash
# Installs and removes a daemon that comes with the toolkit.

need folders program users

# daemon_is SERVICE USER KEY CONFIG FOLDER...: selects the daemon for the other functions. It runs as USER; the journal has KEY if that user was
# made for it. The step itself writes and removes CONFIG. The program consists of these folders of the toolkit, and the first has its unit.
# They are passed as paths, because components/host/closure.ts looks for those.
daemon_is() {
  local daemon_part
  daemon=$1 daemon_user=$2 daemon_made=$3 daemon_config=$4
  shift 4
  daemon_parts=
  for daemon_part in "$@"; do daemon_parts="$daemon_parts ${daemon_part##*/}"; done
  daemon_parts=${daemon_parts# }
  daemon_unit=/etc/systemd/system/$daemon.service
  daemon_home=/usr/local/lib/$daemon
}

daemon_source() { printf '%s' "$TOOLKIT/${daemon_parts%% *}/$daemon.$1"; }

# daemon_program COMMAND: calls that function of lib/program.sh for this program.
daemon_program() {
  local daemon_part command
  command=$1
  set -- "$daemon_home"
  for daemon_part in $daemon_parts; do set -- "$@" "$TOOLKIT/$daemon_part"; done
  "$command" "$@"
}

# daemon_install: installs user, folders, program and unit. A daemon that runs is not affected yet: the journal has restart-due.
daemon_install() {
  add_user "$daemon_user" "$daemon_made" systemd-sysusers "$(daemon_source sysusers)"
  add_folder "${daemon_config%/*}"
  add_folder "${daemon_home%/*}"
  if ! daemon_program program_stands; then
    record restart-due yes
    daemon_program program_put
  fi
  put_file "$daemon_unit" 644 root:root <"$(daemon_source service)"
  if unsettled "$daemon_unit"; then
    record restart-due yes
    systemctl daemon-reload
    settled "$daemon_unit"
  fi
}

# undo_daemon: removes a stopped daemon. Its configuration, which its user may read, has been removed or belongs to another user.
undo_daemon() {
  undo_file "$daemon_unit"
  systemctl daemon-reload
  systemctl reset-failed "$daemon" 2>/dev/null || true
  rm -rf "$daemon_home" "$daemon_home.new" "$daemon_home.old"
  undo_user "$daemon_user" "$daemon_made"
}
