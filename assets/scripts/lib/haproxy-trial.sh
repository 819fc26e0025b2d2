# shellcheck shell=dash disable=SC2034 # variables shared with the step, lib/haproxy*.sh and lib/proof.sh
# A trial: a second HAProxy runs the new configuration beside the one that serves, on sockets of its own, and checks the servers
# as the new configuration says. So faults are found before anything that serves is touched.

need haproxy

# trial_needed CONFIG: succeeds when it differs from what runs now in its servers or the way to them. The lines that are left out
# cannot make a server seem down or misdirect a request.
trial_needed() {
  service_active haproxy && [ "$(trial_lines <"$1")" != "$(trial_lines <"$HAPROXY_CFG")" ]
}

trial_lines() {
  sed -e 's/#.*//' -e 's/^ *//' -e 's/ maxconn [0-9]*//' -e '/^$/d' | grep -v \
    -e '^bind ' -e '^log ' -e '^maxconn ' -e '^hard-stop-after ' -e '^timeout client ' -e '^timeout server ' -e '^timeout queue ' -e '^stats ' || true
}

# trial_config CONFIG: prints it with the folder of parts in one file. It binds no port, has no peers and does not know the servers' state,
# so that each is checked, at least four times a second. In a step that installs a part, its candidate replaces the present one.
trial_config() {
  local trial_part
  for trial_part in "$1" "$HAPROXY_PARTS"/*.cfg ${PART_FILE:+"$STATE/$STEP/candidate.cfg"}; do
    if [ "$trial_part" = "${PART_FILE-}" ]; then continue; fi
    [ ! -e "$trial_part" ] || cat "$trial_part" && echo
  done | awk -v folder="$trial_folder" '
    /^[a-z]/ { peers = $1 == "peers" }
    peers { next }
    $1 == "stats" && $2 == "socket" { print "    stats socket " folder "/admin.sock mode 600 level admin"; next }
    $1 == "bind" { print "    bind unix@" folder "/" ($2 ~ front && !has++ ? "front.sock mode 600 accept-proxy" : "bind" ++n ".sock mode 600"); next }
    $1 == "server-state-file" || $1 == "pidfile" { next }
    $1 == "load-server-state-from-file" { next }
    $1 == "stick-table" { sub(/ peers [^ ]+/, "") }
    $1 == "default-server" && match($0, / inter [0-9]+(ms|s|m)?/) { $0 = substr($0, 1, RSTART - 1) " inter 250ms" substr($0, RSTART + RLENGTH) }
    { print }' front=":${trial_front:-none}\$"
}

# trial_begin CONFIG [PORT]: returns 1 and sets $trial_words when HAProxy does not start with it. The section with PORT is at $TRIAL_FRONT.
trial_begin() {
  trial_front=${2-}
  trial_folder=$STATE/$STEP/trial
  rm -rf "$STATE/$STEP/trial"
  mkdir -p "$STATE/$STEP/trial"
  TRIAL_FRONT=$trial_folder/front.sock
  trial_config "$1" >"$STATE/$STEP/trial/trial.cfg"
  haproxy -db -f "$trial_folder/trial.cfg" >"$STATE/$STEP/trial/log" 2>&1 9>&- &
  trial_pid=$!
  trial_socket=$HAPROXY_SOCKET
  HAPROXY_SOCKET=$trial_folder/admin.sock
  await 5 trial_is_decided || true
  if [ -z "$trial_worker" ]; then
    trial_words=$(haproxy_words <"$trial_folder/log")
    trial_words=${trial_words:-it printed no message}
    trial_end
    return 1
  fi
}

# trial_is_decided: succeeds when it answers, as $trial_worker, or has ended.
trial_is_decided() {
  trial_worker=$(haproxy_worker)
  [ -n "$trial_worker" ] || ! kill -0 "$trial_pid" 2>/dev/null
}

trial_end() {
  kill "$trial_pid" 2>/dev/null || true
  wait "$trial_pid" 2>/dev/null || true
  rm -rf "$STATE/$STEP/trial"
  HAPROXY_SOCKET=$trial_socket
}

# try_config CONFIG PROOF [PORT]: starts a trial if one is needed, and calls PROOF, which sets $problem and $remedy.
try_config() {
  problem='' remedy=''
  if trial_needed "$1"; then try_now "$@"; fi
}

# try_now CONFIG PROOF [PORT]: does so in any case, such as where only a part differs.
try_now() {
  problem='' remedy=''
  if ! trial_begin "$1" "${3-}"; then
    problem="HAProxy does not start with the new configuration: $trial_words" remedy="correct the setting that this comes from, and run up again"
    return 0
  fi
  "$2"
  trial_end
}
