# shellcheck shell=dash disable=SC2034 # variables shared with the step and lib/haproxy-run.sh
# Installs a configuration: it is checked beside the live one, put in its place, loaded, proven by the step and kept as good. Also
# removes it again.

need haproxy haproxy-found haproxy-handover haproxy-here haproxy-loads haproxy-run haproxy-unit notes

# haproxy_candidate [NOTE] < CONFIG: keeps it in the journal as candidate.cfg, if HAProxy accepts it. Touches nothing live. Before that, the
# command NOTE is called with the file as it was given.
haproxy_candidate() {
  local candidate_words
  require_unmasked haproxy
  require_last_dropin
  mkdir -p "$STATE/$STEP"
  cat >"$STATE/$STEP/given.cfg"
  "${1-:}" "$STATE/$STEP/given.cfg"
  haproxy_here <"$STATE/$STEP/given.cfg" >"$STATE/$STEP/candidate.cfg"
  haproxy_note_names "$STATE/$STEP/given.cfg"
  require_adoptable "$STATE/$STEP/candidate.cfg"
  haproxy_parts
  haproxy_state
  candidate_words=$(haproxy_candidate_objection "$STATE/$STEP/candidate.cfg")
  [ -z "$candidate_words" ] || fail "HAProxy refuses the new configuration; the live one is untouched: $candidate_words" \
    "correct the setting that this comes from, and run up again"
}

# haproxy_candidate_objection FILE: prints HAProxy's objections to that file in the place of haproxy.cfg.
haproxy_candidate_objection() {
  local file kept
  file=$1
  set -- "$1" -f "$HAPROXY_PARTS"
  for kept in $(haproxy_kept_files); do set -- "$@" -f "$kept"; done
  [ -z "$(arg local_peer)" ] || set -- "$@" -L "$(arg local_peer)"
  haproxy_objection "$@" | sed "s|$file|$HAPROXY_CFG|g"
}

# haproxy_note_names GIVEN: notes the names' addresses, for when no name server answers. Reports each server that has no address.
haproxy_note_names() {
  local names note_name
  names=$(haproxy_names "$1")
  if [ -z "$names" ]; then return 0; fi
  haproxy_addresses "$1" >"$STATE/haproxy.names.new"
  keep "$STATE/haproxy.names.new" "$STATE/haproxy.names"
  for note_name in $names; do
    grep -q "^$note_name " "$STATE/haproxy.names" ||
      say "the name $note_name has no address here: that server stays out of use until it has one and up is run again"
  done
}

# haproxy_swap FILE: puts that configuration on disk. It holds no secret, except on a front end: there, the header by which Apache knows HAProxy.
haproxy_swap() { put_file "$HAPROXY_CFG" "${haproxy_mode:-0644}" root:root <"$1"; }

# haproxy_keep: keeps what runs now, and is proven, as good: a later change that fails its proof is rolled back to it.
haproxy_keep() {
  haproxy_sockets_moved
  settled "$HAPROXY_CFG"
  keep_copy "$HAPROXY_CFG" good.cfg
}

# rollback_haproxy: makes the last good configuration run again; without one, everything is as before the first apply.
# Sets $rolled_back to a clause for the error.
rollback_haproxy() {
  if [ -e "$STATE/$STEP/good.cfg" ]; then
    haproxy_swap "$STATE/$STEP/good.cfg"
    haproxy_run
    rolled_back="the last good configuration runs again"
    [ -z "$haproxy_trouble" ] || rolled_back="and the last good one does not run either: $haproxy_trouble"
  else
    undo_haproxy
    rolled_back="HAProxy is as it was before"
  fi
}

# undo_haproxy: undoes all that lib/haproxy-*.sh does. A HAProxy that served before the first apply is restored without an interruption;
# sessions are cut only where that fails, or where there was none before.
undo_haproxy() {
  local active ours
  handover_finish
  active=$(recall service.haproxy.active)
  ours=no
  if remembers service.haproxy.active && [ -e "$HAPROXY_LOADED" ]; then ours=yes; fi
  if service_active haproxy && haproxy_runs_our_way; then ours=yes; fi
  if remembers handover; then ours=yes; fi
  if [ "$ours" = yes ] && ! undo_take_over; then timeout 60 systemctl stop haproxy; fi
  rm -f "$HAPROXY_LOADED" "$HAPROXY_LOADED.new" "$STATE/haproxy.names" "$STATE/haproxy.limits"
  forget handover
  undo_file "$HAPROXY_CFG"
  undo_haproxy_unit
  undo_haproxy_parts
  undo_haproxy_state
  if [ "$ours" = yes ]; then
    undo_haproxy_rundir
    rm -rf "$HAPROXY_NOTES"
    rm -f "${HAPROXY_SOCKETS}admin" "${HAPROXY_SOCKETS}master"
  fi
  if service_exists haproxy; then systemctl reset-failed haproxy 2>/dev/null || true; fi
  rm -f "$STATE/$STEP/good.cfg" "$STATE/$STEP/candidate.cfg" "$STATE/$STEP/wanted.cfg" "$STATE/$STEP/former.cfg" "$STATE/$STEP/given.cfg" "$STATE/$STEP/wanted.given.cfg" \
    "$STATE/$STEP/.dropin"
  undo_service haproxy || fail "HAProxy does not start as it did before ($active)" \
    "see 'journalctl -u haproxy'"
  forget rundir
}
