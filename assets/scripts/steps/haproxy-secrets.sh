# shellcheck shell=sh disable=SC2154,SC2034 # variables shared with lib/haproxy-*.sh
# haproxy-secrets: what HAProxy loads besides haproxy.cfg, and what nobody but root reads: password hashes.
#
#   host=NODE [local_peer=NAME] < conf.d/n2acd-ha.cfg
#
# Comes before the step that brings haproxy.cfg, and reloads a HAProxy that is ours already.

for part in haproxy haproxy-config haproxy-run haproxy-handover haproxy-unit haproxy-part; do
  # shellcheck source=/dev/null
  . "$TOOLKIT/lib/$part.sh"
done
PART_FILE=$HAPROXY_SECRETS PART_MODE=0600

apply() {
  part_candidate "run up again; if it stays so, report it"
  part_swap "$STATE/$STEP/candidate.cfg"
  part_load
  if [ -n "$haproxy_trouble" ]; then
    secrets_trouble=$haproxy_trouble
    part_back
    fail "$secrets_trouble; the file before it is back" "see 'journalctl -u haproxy', then run up again"
  fi
  part_keep
}

undo() {
  restore_file "$PART_FILE"
  haproxy_parts_away
}
