# shellcheck shell=sh disable=SC2154 # variables shared with lib/haproxy-*.sh
# haproxy-secrets: what HAProxy loads besides haproxy.cfg, and what nobody but root reads: password hashes.
#
#   host=NODE [local_peer=NAME] < conf.d/n2acd-ha.cfg
#
# Comes before the step that brings haproxy.cfg, and reloads a HAProxy that is ours already.

for part in haproxy haproxy-config haproxy-run haproxy-unit; do
  # shellcheck source=/dev/null
  . "$TOOLKIT/lib/$part.sh"
done
HAPROXY_SECRETS=$HAPROXY_PARTS/n2acd-ha.cfg

apply() {
  haproxy_parts
  mkdir -p "$(journal)"
  cat >"$(journal)/candidate.cfg"
  secrets_words=$(secrets_objection | sed "s|$(journal)/candidate.cfg|$HAPROXY_SECRETS|g")
  [ -z "$secrets_words" ] || fail "HAProxy refuses the new $HAPROXY_SECRETS; the live one is untouched: $secrets_words" \
    "run up again; if it stays so, report it"
  put_file "$HAPROXY_SECRETS" 0600 root:root <"$(journal)/candidate.cfg"
  secrets_loaded
  if [ -n "$haproxy_trouble" ]; then secrets_back; fi
  settled "$HAPROXY_SECRETS"
  mv -f "$(journal)/candidate.cfg" "$(journal)/good.cfg"
}

# Until haproxy.cfg is ours, the secrets are checked with a configuration that does nothing.
secrets_objection() {
  if [ -e "$HAPROXY_DROPIN" ] && [ -e "$HAPROXY_CFG" ]; then
    haproxy_state
    set -- "$HAPROXY_CFG"
    for part in "$HAPROXY_PARTS"/*.cfg; do
      if [ -e "$part" ] && [ "$part" != "$HAPROXY_SECRETS" ]; then set -- "$@" -f "$part"; fi
    done
    secrets_peer=$(sed -n 's/^ExecStart=.* -L \([^ ]*\).*/\1/p' "$HAPROXY_DROPIN")
    [ -z "$secrets_peer" ] || set -- "$@" -L "$secrets_peer"
  else
    set -- "$TOOLKIT/files/haproxy-nothing.cfg"
  fi
  haproxy_objection "$@" -f "$(journal)/candidate.cfg"
}

secrets_loaded() {
  haproxy_trouble=
  if [ -e "$HAPROXY_DROPIN" ] && service_active haproxy && haproxy_runs_our_way; then haproxy_run; fi
}

secrets_back() {
  secrets_trouble=$haproxy_trouble
  if [ -e "$(journal)/good.cfg" ]; then
    put_file "$HAPROXY_SECRETS" 0600 root:root <"$(journal)/good.cfg"
  else
    restore_file "$HAPROXY_SECRETS"
  fi
  secrets_loaded
  fail "$secrets_trouble; the file before it is back" "see 'journalctl -u haproxy', then run up again"
}

undo() {
  restore_file "$HAPROXY_SECRETS"
  haproxy_parts_away
}
