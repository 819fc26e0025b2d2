# shellcheck shell=dash
# systemd services: records their state before n2acd-ha, and restores it.

service_exists() { [ "$(systemctl show -p LoadState --value "$1.service" 2>/dev/null)" = loaded ]; }

service_active() { systemctl is-active --quiet "$1"; }

# save_service NAME: records whether the service was enabled and running before the first apply.
save_service() {
  remember "service.$1.enabled" "$(systemctl is-enabled "$1" 2>/dev/null || true)"
  remember "service.$1.active" "$(systemctl is-active "$1" 2>/dev/null || true)"
}

enable_service() {
  local said
  if systemctl is-enabled --quiet "$1"; then return 0; fi
  said=$(systemctl enable --quiet "$1" 2>&1) ||
    fail "systemd would not enable $1: $(printf '%s' "$said" | tail -n 1)" "see 'systemctl status $1'"
}

# require_unmasked NAME: ends the step when the service is masked: an administrator masks a service so that nobody starts it.
require_unmasked() {
  [ "$(systemctl show -p LoadState --value "$1.service" 2>/dev/null)" != masked ] ||
    fail "$1.service is masked here, so systemd refuses to start it; nothing was changed" \
      "find out who masked it and why; if it may run, 'systemctl unmask $1', and run up again"
}

# undo_service NAME: restores whether it is enabled and running. Enabling a service that is enabled already takes Debian a third of a second.
undo_service() {
  service_exists "$1" || return 0
  case "$(recall "service.$1.enabled")" in
    enabled) systemctl is-enabled --quiet "$1" || systemctl enable --quiet "$1" 2>/dev/null || true ;;
    disabled) ! systemctl is-enabled --quiet "$1" || systemctl disable --quiet "$1" 2>/dev/null || true ;;
  esac
  case "$(recall "service.$1.active")" in
    active) systemctl start "$1" ;;
    inactive | failed) systemctl stop "$1" ;;
  esac
  forget "service.$1.enabled" "service.$1.active"
}
