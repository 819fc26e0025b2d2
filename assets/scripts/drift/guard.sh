# shellcheck shell=dash disable=SC2154 # $daemon... is of lib/daemon.sh

need secrets
# shellcheck source=assets/scripts/drift/daemon.sh
. "$TOOLKIT/drift/daemon.sh"

inspect() {
  read_secrets
  inspect_daemon
  guard_config | expect_file "$daemon_config" 640 "root:$daemon_user" secret
  expect_service "$daemon"
}
