# shellcheck shell=dash
# Around HAProxy's configuration: the systemd drop-in, the folder of parts, the folder of its socket, the servers' state.

need haproxy haproxy-handover haproxy-run

# The chroot of the packages.
HAPROXY_CHROOT=/var/lib/haproxy
# The servers' state that one worker leaves to the next. Its folder belongs to the user haproxy.
HAPROXY_STATE=/var/lib/haproxy/n2acd-ha.state

# haproxy_parts: makes the folder for parts, which EL's package has and Debian's does not.
haproxy_parts() {
  [ -d "$HAPROXY_PARTS" ] && return 0
  remember parts-made "$HAPROXY_PARTS"
  mkdir -p "$HAPROXY_PARTS"
  chmod 0755 "$HAPROXY_PARTS"
}

undo_haproxy_parts() {
  if remembers parts-made && [ -d "$HAPROXY_PARTS" ]; then rmdir --ignore-fail-on-non-empty "$HAPROXY_PARTS"; fi
  forget parts-made
}

# haproxy_unit: installs the drop-in. It has the local peer's name on the command line, on every version (1.8 has no 'localpeer'), so that
# the next worker receives the stick table whatever the host is called.
haproxy_unit() {
  save_service haproxy
  if [ ! -d "$(dirname "$HAPROXY_DROPIN")" ]; then
    remember dropin-made yes
    mkdir -p "$(dirname "$HAPROXY_DROPIN")"
    chmod 0755 "$(dirname "$HAPROXY_DROPIN")"
  fi
  [ -e "$HAPROXY_CHROOT/dev/log" ] || remember chroot-log-made yes
  haproxy_dropin >"$STATE/$STEP/.dropin"
  put_file "$HAPROXY_DROPIN" 0644 root:root <"$STATE/$STEP/.dropin"
  # The drop-in under its former name is removed once the new one is there; what runs is not touched.
  if stands "$HAPROXY_DROPIN_BEFORE"; then undo_file "$HAPROXY_DROPIN_BEFORE"; fi
  if unsettled "$HAPROXY_DROPIN"; then
    systemctl daemon-reload
    settled "$HAPROXY_DROPIN"
  fi
}

# require_last_dropin: ends the step when a later drop-in overrides n2acd-ha's. Nothing is touched.
require_last_dropin() {
  local dropin_other
  dropin_other=$(haproxy_later_dropins | head -n 1)
  [ -z "$dropin_other" ] ||
    fail "the drop-in $dropin_other comes after ours and has another ExecStart, ExecReload or Type, so HAProxy would not run as it has to; \
nothing was changed" "take these lines out of it, or give it a name that sorts before ${HAPROXY_DROPIN##*/}, such as override.conf; run up again"
}

# haproxy_later_dropins: prints them, from any folder. systemd sorts all by their names, and of two with the same name uses the one in /etc.
haproxy_later_dropins() {
  local dropin_folder dropin
  # shellcheck disable=SC2046 # a word a folder
  for dropin_folder in $(systemctl show -p UnitPath --value); do
    for dropin in "$dropin_folder"/haproxy.service.d/*.conf; do
      if ! [ -e "$dropin" ] || [ "$dropin" = "${HANDOVER_DROPIN-}" ]; then continue; fi
      if [ "${dropin##*/}" = "${HAPROXY_DROPIN##*/}" ]; then continue; fi
      if [ "$(printf '%s\n' "${dropin##*/}" "${HAPROXY_DROPIN##*/}" | sort | tail -n 1)" = "${dropin##*/}" ] &&
        grep -Eq '^[ \t]*(ExecStart|ExecStartPre|ExecReload|Type|RootDirectory|User)[ \t]*=' "$dropin"; then
        printf '%s\n' "$dropin"
      fi
    done
  done
}

# haproxy_dropin: prints its text.
haproxy_dropin() {
  local options unit_peer
  options=$(haproxy_options)
  unit_peer=$(arg local_peer)
  if [ -n "$unit_peer" ]; then options="-L $unit_peer $options"; fi
  # This socket is for reload/watch.sh. EL's unit has none, and Debian's may be disabled by configuration.
  if haproxy_since 1 9; then options="-S ${HAPROXY_SOCKETS}master,mode,600 $options"; fi
  sed -e "s|@OPTIONS@|$options|" -e "s|@SOCKET@|$HAPROXY_SOCKET|" -e "s|@STATE@|$HAPROXY_STATE|" -e "s|@CHROOT@|$HAPROXY_CHROOT|" \
    -e "s|@TOOLKIT@|$TOOLKIT|" "$TOOLKIT/files/haproxy.service.conf"
}

# haproxy_state: makes the file if it is missing, because HAProxy warns of that.
haproxy_state() {
  if [ -e "$HAPROXY_STATE" ]; then return 0; fi
  [ -d "$STATE/$STEP" ] || mkdir -p "$STATE/$STEP"
  if [ ! -d "$(dirname "$HAPROXY_STATE")" ]; then
    remember state-made yes
    mkdir -p "$(dirname "$HAPROXY_STATE")"
  fi
  cp "$TOOLKIT/files/haproxy-nothing.state" "$STATE/$STEP/.state"
  place "$STATE/$STEP/.state" "$HAPROXY_STATE"
  rm -f "$STATE/$STEP/.state"
}

undo_haproxy_state() {
  sweep "$HAPROXY_STATE"
  remove "$HAPROXY_STATE" "$HAPROXY_STATE.new"
  if remembers state-made && [ -d "$(dirname "$HAPROXY_STATE")" ]; then
    rmdir --ignore-fail-on-non-empty "$(dirname "$HAPROXY_STATE")"
  fi
  forget state-made
}

undo_haproxy_unit() {
  undo_file "$HAPROXY_DROPIN"
  undo_file "$HAPROXY_DROPIN_BEFORE"
  if remembers dropin-made; then
    rmdir --ignore-fail-on-non-empty "$(dirname "$HAPROXY_DROPIN")" 2>/dev/null || true
  fi
  forget dropin-made
  systemctl daemon-reload
  # systemd made the file to which the log's socket is bound. A package's own unit may bind it there as well.
  if remembers chroot-log-made && [ -z "$(systemctl show -p BindReadOnlyPaths --value haproxy 2>/dev/null)" ]; then
    # The folder belongs to the user haproxy, who could make dev a link.
    [ -L "$HAPROXY_CHROOT/dev" ] || remove "$HAPROXY_CHROOT/dev/log"
    rmdir "$HAPROXY_CHROOT/dev" 2>/dev/null || true
  fi
  forget chroot-log-made
}

# Prints the variables that the package's own unit reads from /etc/default or /etc/sysconfig, because operators know them.
# shellcheck disable=SC2016 # their names are what is looked for
haproxy_options() {
  grep -s '^ExecStart=' "$(systemctl show -p FragmentPath --value haproxy)" |
    grep -o -e '\$OPTIONS' -e '\$EXTRAOPTS' | sort -u | paste -s -d ' ' || true
}

# haproxy_label_sockets: gives the sockets in the former folder the labels of the policy, in case the labels there were restored.
# Otherwise the reload that moves the sockets would end HAProxy.
haproxy_label_sockets() {
  if haproxy_in_rundir; then chcon -t haproxy_var_run_t "$HAPROXY_RUNDIR"/*.sock 2>/dev/null || true; fi
}

# haproxy_sockets_moved: once HAProxy runs with its sockets where they are now, restores that folder as it was found.
haproxy_sockets_moved() {
  if remembers rundir && haproxy_runs_our_way; then
    remove "$HAPROXY_RUNDIR/admin.sock"
    undo_haproxy_rundir
  fi
}

# undo_haproxy_rundir: restores or removes the folder that an earlier version used for its sockets.
undo_haproxy_rundir() {
  local rundir_was
  rundir_was=$(recall rundir)
  case "$rundir_was" in
    '') ;;
    none) rm -rf "$HAPROXY_RUNDIR" ;;
    *)
      mkdir -p "$HAPROXY_RUNDIR"
      (cd "$HAPROXY_RUNDIR" && rm -f watch reload.lock former master.sock worker.*.up)
      chown "${rundir_was#* }" "$HAPROXY_RUNDIR"
      chmod "${rundir_was% *}" "$HAPROXY_RUNDIR"
      ;;
  esac
  forget rundir
}
