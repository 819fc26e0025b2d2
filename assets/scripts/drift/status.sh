# shellcheck shell=dash

inspect() {
  status_asked=$(cat)
  [ "$status_asked" = "$(cat "$STATE/status/asked" 2>/dev/null || true)" ] ||
    drift content "$STATE/status/asked" "as applied" "changed or missing"
  for status_each in $STATUS_UNITS; do
    status_unit "$status_each" | expect_file "$ROOT/etc/systemd/system/$status_each" 644 root:root
  done
  status_key_lines | expect_file "$ROOT$(status_keys_file)" 644 root:root
  id -u "$STATUS_USER" >/dev/null 2>&1 || drift user "$STATUS_USER" present missing
  systemctl is-enabled --quiet "$STATUS_SOCKET" || drift service "$STATUS_SOCKET" enabled disabled
  systemctl is-active --quiet "$STATUS_SOCKET" || drift service "$STATUS_SOCKET" active inactive
}
