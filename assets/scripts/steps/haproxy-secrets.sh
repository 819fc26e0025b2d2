# shellcheck shell=dash disable=SC2034 # variables shared with lib/haproxy-*.sh
# haproxy-secrets: the files that HAProxy loads besides haproxy.cfg, and that only root may read: the login of its stats page, and the
# certificate that it presents to its peers on the other SMS nodes.
#
#   host=NODE [local_peer=NAME] < conf.d/n2acd-ha.cfg [and certificate and key in PEM]
#
# Runs before the step that installs haproxy.cfg, and reloads a HAProxy that is already ours.

need haproxy haproxy-part haproxy-unit
PART_FILE=$HAPROXY_SECRETS PART_MODE=0600

secrets_part() { sed '/^-----BEGIN/,/^-----END/d'; }

secrets_peers() { sed -n '/^-----BEGIN/,/^-----END/p'; }

apply() {
  local secrets_trouble
  mkdir -p "$STATE/$STEP"
  cat >"$STATE/$STEP/given"
  secrets_part <"$STATE/$STEP/given" >"$STATE/$STEP/given.cfg"
  secrets_peers <"$STATE/$STEP/given" >"$STATE/$STEP/given.pem"
  part_candidate "run up again; if it stays so, report it" <"$STATE/$STEP/given.cfg"
  put_peers "$STATE/$STEP/given.pem"
  part_swap "$STATE/$STEP/candidate.cfg"
  part_load
  if [ -n "$haproxy_trouble" ]; then
    secrets_trouble=$haproxy_trouble
    put_peers "$STATE/$STEP/good.pem"
    rollback_part
    fail "$secrets_trouble; the previous file is restored" "see 'journalctl -u haproxy', then run up again"
  fi
  part_keep
  keep "$STATE/$STEP/given.pem" "$STATE/$STEP/good.pem"
  rm -f "$STATE/$STEP/given" "$STATE/$STEP/given.cfg"
}

# put_peers FILE: installs FILE for the peers. If it is empty, the peers are not authenticated, as where HAProxy cannot do that; a file that
# a running configuration still loads stays.
put_peers() {
  if [ -s "$1" ]; then
    put_file "$HAPROXY_PEERS" 0600 root:root <"$1"
  elif ! grep -q "$HAPROXY_PEERS" "$HAPROXY_CFG" 2>/dev/null; then
    undo_file "$HAPROXY_PEERS"
  fi
}

undo() {
  undo_file "$PART_FILE"
  undo_file "$HAPROXY_PEERS"
  undo_haproxy_parts
}
