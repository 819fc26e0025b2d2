# shellcheck shell=dash disable=SC2154 # $daemon... is of lib/daemon.sh
# The program and the unit of a daemon, for the steps that install one.

need daemon program

inspect_daemon() {
  daemon_program program_stands || drift content "$daemon_home" "as applied" "changed or missing"
  expect_file "$daemon_unit" 644 root:root <"$(daemon_source service)"
}
