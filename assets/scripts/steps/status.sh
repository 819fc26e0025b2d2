# shellcheck shell=dash
# status: a login that may only read the status: its keys run one command, which reads the answers from a socket. Behind the socket systemd
# runs status/look.sh as root. The client's input and the environment of the login do not reach that socket.
#
#   host= key="TYPE BASE64" ...
#   stdin: the question by which the answers are judged, one line of JSON; below it what is inspected, one command per line

need folders sshd users

STATUS_USER=n2acd-status
STATUS_HOME=/var/lib/n2acd-ha-status
STATUS_SOCKET=n2acd-ha-status.socket
STATUS_UNITS="$STATUS_SOCKET n2acd-ha-status@.service"
# What every key runs, whatever the client asks for. The time limit ends a login that waits for an answer in vain.
STATUS_COMMAND="exec $(command -v socat || echo /usr/bin/socat) -u -T 60 UNIX-CONNECT:/run/n2acd-ha-status.sock STDOUT"

apply() {
  status_asked=$(cat)
  [ -n "$status_asked" ] || fail "the list of what the status reads did not arrive" "run up again"
  require_key_login "$STATUS_USER"
  record asked "$status_asked"
  # '*' is no password, and does not lock the account either: some versions of sshd refuse logins to a locked account.
  add_user "$STATUS_USER" user useradd --system --user-group --no-create-home --home-dir "$STATUS_HOME" --shell /bin/sh \
    --comment "n2acd-ha status" --password '*' "$STATUS_USER"
  status_units
  status_keys
  status_proof
  say "answers logins of $STATUS_USER"
}

status_unit() {
  case "$1" in
    *.socket) cat "$TOOLKIT/status/n2acd-ha-status.socket" ;;
    *) cat "$TOOLKIT/status/n2acd-ha-status@.service" ;;
  esac
}

status_units() {
  local changed
  changed=no
  for status_each in $STATUS_UNITS; do
    status_file=$ROOT/etc/systemd/system/$status_each
    status_unit "$status_each" | put_file "$status_file" 644
    if unsettled "$status_file"; then changed=yes; fi
  done
  if [ "$changed" = yes ]; then
    systemctl daemon-reload
    timeout 60 systemctl stop "$STATUS_SOCKET" 2>/dev/null || true
  fi
  enable_service "$STATUS_SOCKET"
  if ! service_active "$STATUS_SOCKET"; then
    timeout 60 systemctl start "$STATUS_SOCKET" || fail "$STATUS_SOCKET does not start" "see 'journalctl -u $STATUS_SOCKET', then run up again"
  fi
  for status_each in $STATUS_UNITS; do settled "$ROOT/etc/systemd/system/$status_each"; done
}

# status_key_lines: 'restrict' disables forwarding of ports, agent and X11, terminals, and files of the user that sshd would run.
status_key_lines() {
  local status_key
  echo "# Written by n2acd-ha (statusKeys): these keys see the status of this host, and can do nothing else."
  args key | while IFS= read -r status_key; do printf 'restrict,command="%s" %s\n' "$STATUS_COMMAND" "$status_key"; done
}

status_keys_file() {
  local home
  home=$(getent passwd "$STATUS_USER" | cut -d : -f 6)
  keys_file "$STATUS_USER" "${home:-$STATUS_HOME}"
}

# status_keys: files and folders belong to root and are readable by all, because sshd reads them as the user.
status_keys() {
  local folder
  status_file=$ROOT$(status_keys_file)
  remember keys "$status_file"
  if [ "$(recall keys)" != "$status_file" ]; then
    undo_file "$(recall keys)"
    record keys "$status_file"
  fi
  for folder in "$ROOT$STATUS_HOME" "${status_file%/*}"; do
    if [ -d "$folder" ]; then continue; fi
    add_folder "$folder"
    if command -v restorecon >/dev/null 2>&1; then restorecon "$folder" || true; fi
  done
  status_key_lines | put_file "$status_file" 644
  if unsettled "$status_file"; then
    status_end_logins
    settled "$status_file"
  fi
}

# status_end_logins: a session that is logged in could continue with a key that is no longer valid.
status_end_logins() {
  local status_id pid
  status_id=$(id -u "$STATUS_USER" 2>/dev/null || true)
  [ "${status_id:-0}" -ne 0 ] || return 0
  for pid in $(ps -o pid= -U "$status_id" 2>/dev/null || true); do kill -9 "$pid" 2>/dev/null || true; done
}

# status_proof: reads the status as a login of that user does.
status_proof() {
  local said
  said=$(timeout 60 runuser -u "$STATUS_USER" -- sh -c "$STATUS_COMMAND" </dev/null 2>&1 || true)
  case "$said" in
    *'
end') ;;
    *) fail "the socket /run/n2acd-ha-status.sock gives $STATUS_USER an incomplete answer, which ends in '$(printf '%s' "$said" | tail -n 1)'" \
      "see 'journalctl -u n2acd-ha-status.socket -u \"n2acd-ha-status@*\"', then run up again" ;;
  esac
}

undo() {
  if ! remembers args; then return 0; fi
  if remembers keys; then undo_file "$(recall keys)"; fi
  status_end_logins
  timeout 60 systemctl disable --quiet --now "$STATUS_SOCKET" 2>/dev/null || true
  timeout 60 systemctl stop 'n2acd-ha-status@*' 2>/dev/null || true
  for status_each in $STATUS_UNITS; do undo_file "$ROOT/etc/systemd/system/$status_each"; done
  systemctl daemon-reload
  undo_user "$STATUS_USER" user
  undo_folders
}
