# shellcheck shell=sh

need secrets

inspect() {
  read_secrets
  if guard_changed; then drift content "$GUARD_HOME" "as applied" "changed or missing"; fi
  expect_file "$GUARD_UNIT" 644 root:root <"$TOOLKIT/guard/$GUARD.service"
  guard_config | expect_file "$GUARD_CONFIG" 640 root:n2acd-guard secret
  expect_service "$GUARD"
}
