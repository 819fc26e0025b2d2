# shellcheck shell=sh
# A file of ours in the folder of parts, beside haproxy.cfg: checked with all that is there, swapped in, loaded, and taken
# back. The step says in $PART_FILE which file it is, and in $PART_MODE who may read it.

need haproxy haproxy-run haproxy-unit

# part_candidate REMEDY < CONTENT: kept in the journal as candidate.cfg, if HAProxy takes it. Touches nothing live.
part_candidate() {
  haproxy_parts
  mkdir -p "$STATE/$STEP"
  cat >"$STATE/$STEP/candidate.cfg"
  part_words=$(part_objection | sed "s|$STATE/$STEP/candidate.cfg|$PART_FILE|g")
  [ -z "$part_words" ] || fail "HAProxy refuses the new $PART_FILE; the live one is untouched: $part_words" "$1"
}

# Until haproxy.cfg is ours, the part is checked with a configuration that does nothing.
part_objection() {
  if part_dropin=$(haproxy_dropin_here) && [ -e "$HAPROXY_CFG" ]; then
    haproxy_state
    set -- "$HAPROXY_CFG"
    for part in "$HAPROXY_PARTS"/*.cfg; do
      if [ -e "$part" ] && [ "$part" != "$PART_FILE" ]; then set -- "$@" -f "$part"; fi
    done
    part_peer=$(word_after -L "$(dropin_command "$part_dropin")")
    [ -z "$part_peer" ] || set -- "$@" -L "$part_peer"
  else
    set -- "$TOOLKIT/files/haproxy-nothing.cfg"
  fi
  haproxy_objection "$@" -f "$STATE/$STEP/candidate.cfg"
}

part_swap() { put_file "$PART_FILE" "$PART_MODE" root:root <"$1"; }

# part_load: where HAProxy is ours already, it runs what is on disk. $haproxy_trouble says if it does not.
part_load() {
  haproxy_trouble=
  if service_active haproxy && haproxy_runs_our_way; then haproxy_run; fi
}

# part_keep: what runs now is proven.
part_keep() {
  settled "$PART_FILE"
  keep "$STATE/$STEP/candidate.cfg" "$STATE/$STEP/good.cfg"
}

# rollback_part: the last good one, or what was there before the first apply.
rollback_part() {
  if [ -e "$STATE/$STEP/good.cfg" ]; then
    part_swap "$STATE/$STEP/good.cfg"
  else
    undo_file "$PART_FILE"
  fi
  part_load
  if [ -z "$haproxy_trouble" ]; then settled "$PART_FILE"; fi
}
