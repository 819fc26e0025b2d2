# shellcheck shell=dash disable=SC2034 # variables shared with lib/haproxy-*.sh
# metrics: HAProxy answers Prometheus, on a port of its own.
#
#   host=NODE at=[https://]ADDRESS:PORT [local_peer=NAME] < conf.d/n2acd-ha-metrics.cfg
#
# Runs after the step that installs haproxy.cfg. A HAProxy that was built without the exporter (EL 8's 1.8, Debian's before 2.0) does not
# get the file: it would not start with it.

need haproxy haproxy-binds haproxy-part haproxy-reads haproxy-unit proof-pages
PART_FILE=$HAPROXY_METRICS PART_MODE=0644

apply() {
  if ! haproxy_exports; then
    say "no metrics on this node: its HAProxy was built without the Prometheus exporter. Everything else is as configured"
    undo
    return 0
  fi
  part_candidate "correct n2acd-ha:metrics and run up again"
  require_binds "$STATE/$STEP/candidate.cfg"
  part_swap "$STATE/$STEP/candidate.cfg"
  reads_due "$PART_FILE"
  part_load
  problem=$haproxy_trouble remedy="see 'journalctl -u haproxy', then run up again"
  [ -n "$problem" ] || prove_metrics "$(arg at)"
  if [ -n "$problem" ]; then
    failed=$problem
    rollback_part
    fail "$failed; the previous configuration is restored" "$remedy"
  fi
  part_keep
  reads_note "$PART_FILE"
}

undo() {
  undo_file "$PART_FILE"
  part_load
  [ -z "$haproxy_trouble" ] || say "HAProxy keeps its previous configuration: $haproxy_trouble"
  # Until HAProxy is reloaded, this file names the port that it may still have.
  rm -f "$STATE/$STEP/good.cfg"
  undo_haproxy_parts
}
