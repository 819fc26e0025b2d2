# shellcheck shell=dash
# A file of n2acd-ha in the folder of parts, beside haproxy.cfg: checked with all that is there, put in place, loaded, and rolled
# back. The step sets $PART_FILE to its path, and $PART_MODE to its mode.

need haproxy haproxy-run haproxy-unit

# part_candidate REMEDY < CONTENT: keeps it in the journal as candidate.cfg, if HAProxy accepts it. Touches nothing live.
part_candidate() {
  local part_words
  haproxy_parts
  mkdir -p "$STATE/$STEP"
  cat >"$STATE/$STEP/candidate.cfg"
  part_words=$(part_objection | sed "s|$STATE/$STEP/candidate.cfg|$PART_FILE|g")
  [ -z "$part_words" ] || fail "HAProxy refuses the new $PART_FILE; the live one is untouched: $part_words" "$1"
}

# Until haproxy.cfg is n2acd-ha's, the part is checked with a configuration that does nothing.
part_objection() {
  local dropin part_peer
  if dropin=$(haproxy_dropin_here) && [ -e "$HAPROXY_CFG" ]; then
    haproxy_state
    set -- "$HAPROXY_CFG"
    for part in "$HAPROXY_PARTS"/*.cfg; do
      if [ -e "$part" ] && [ "$part" != "$PART_FILE" ]; then set -- "$@" -f "$part"; fi
    done
    part_peer=$(word_after -L "$(dropin_command "$dropin")")
    [ -z "$part_peer" ] || set -- "$@" -L "$part_peer"
  else
    set -- "$TOOLKIT/files/haproxy-nothing.cfg"
  fi
  haproxy_objection "$@" -f "$STATE/$STEP/candidate.cfg"
}

part_swap() { put_file "$PART_FILE" "$PART_MODE" root:root <"$1"; }

# part_load: where n2acd-ha manages HAProxy already, makes it run what is on disk. $haproxy_trouble has the reason if it does not.
part_load() {
  haproxy_trouble=
  if service_active haproxy && haproxy_runs_our_way; then haproxy_run; fi
}

# part_keep: keeps what runs now, and is proven, as good.
part_keep() {
  settled "$PART_FILE"
  keep "$STATE/$STEP/candidate.cfg" "$STATE/$STEP/good.cfg"
}

# rollback_part: restores the last good one, or what was there before the first apply.
rollback_part() {
  if [ -e "$STATE/$STEP/good.cfg" ]; then
    part_swap "$STATE/$STEP/good.cfg"
  else
    undo_file "$PART_FILE"
  fi
  part_load
  if [ -z "$haproxy_trouble" ]; then settled "$PART_FILE"; fi
}
