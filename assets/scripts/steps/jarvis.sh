# shellcheck shell=dash disable=SC2154 # $line_found comes from lib/line.sh
# jarvis: sets one line of Jarvis' own configuration, so that it connects to its database through the local HAProxy.
#
#   host=NODE file=FILE match=ERE set=LINE [service=NAME]
#
# Exactly one line has to match the extended regular expression, or one has to have the new text already; otherwise nothing is changed. The
# service is restarted only on a change, and only where it runs. Undo restores the line found first.

need line

apply() {
  jarvis_args
  require_jarvis_line
  case "$line_found" in
    wanted) ;;
    *) jarvis_set "$line_found" ;;
  esac
  if remembers restart-due; then jarvis_restart; fi
}

# require_jarvis_line: sets $line_found to the line's number, or to 'wanted'. Changes nothing.
require_jarvis_line() {
  [ -f "$jarvis_file" ] || fail "there is no file $jarvis_file" "give jarvis.configFile the path of Jarvis' configuration here"
  jarvis_find_ours "$(arg match)" "$(arg set)"
  case "$line_found" in
    none) fail "no line of $jarvis_file matches '$(arg match)' or is '$(arg set)'" "correct jarvis.match" ;;
    several)
      fail "jarvis.match fits more than one line of $jarvis_file, by number: $(lines_shown "$jarvis_copy" "$(arg match)")" "change jarvis.match so that it fits exactly one line, and run up again"
      ;;
  esac
}

jarvis_args() {
  jarvis_file=$(real_path "$(arg file)")
  jarvis_service=$(arg service)
}

# jarvis_find MATCH WANTED OURS: see find_line. The file may belong to another user, who may change it meanwhile, so a copy is inspected,
# and written back with another line.
jarvis_find() {
  jarvis_copy=${LOOK:-$STATE/$STEP}/.found
  [ -d "${LOOK:-$STATE/$STEP}" ] || make_journal
  copy_in "$jarvis_file" "$jarvis_copy"
  find_line "$jarvis_copy" "$@"
}

# jarvis_find_ours MATCH WANTED: ours is the line written last, or the one found before when the new one could not be written.
jarvis_find_ours() {
  jarvis_find "$1" "$2" "$(recall ours)"
  if [ "$line_found" = none ]; then jarvis_find '' "$2" "$(recall before)"; fi
}

# jarvis_put NUMBER LINE
jarvis_put() {
  put_line "$jarvis_copy" "$1" "$2" "$jarvis_file"
  rm -f "$jarvis_copy"
}

# jarvis_set NUMBER: replaces that line with the wanted one.
jarvis_set() {
  save_file "$jarvis_file"
  jarvis_before=$(line_at "$jarvis_copy" "$1")
  remember original "$jarvis_before"
  record before "$jarvis_before"
  record ours "$(arg set)"
  record restart-due "$jarvis_service"
  jarvis_put "$1" "$(arg set)"
}

jarvis_restart() {
  jarvis_runs
  if [ -n "$jarvis_dead" ]; then
    jarvis_find '' "$(recall before)" "$(arg set)"
    case "$line_found" in [1-9]*) jarvis_put "$line_found" "$(recall before)" ;; esac
    record ours "$(recall before)"
    jarvis_runs
    forget restart-due
    fail "$jarvis_service does not run with its new line; the old line is restored${jarvis_dead:+, and it still does not run}" \
      "see 'journalctl -u $jarvis_service', and check that Jarvis understands '$(arg set)'"
  fi
  forget restart-due
}

# jarvis_runs: restarts the service where it runs, or ran before the first attempt; sets $jarvis_dead when it does not stay up for 2 s.
jarvis_runs() {
  local jarvis_try
  jarvis_dead=
  [ -n "$jarvis_service" ] || return 0
  if ! remembers was-running; then
    if ! service_active "$jarvis_service"; then
      say "$jarvis_service does not run; it will read its new line when it is started"
      return 0
    fi
    remember was-running yes
  fi
  say "restarts $jarvis_service"
  systemctl reset-failed "$jarvis_service" 2>/dev/null || true
  if ! timeout 90 systemctl restart "$jarvis_service" 2>/dev/null; then
    jarvis_dead=yes
    return 0
  fi
  for jarvis_try in 1 2 3 4 5 6 7 8; do
    sleep 0.25
    if ! service_active "$jarvis_service"; then jarvis_dead="at try $jarvis_try"; fi
  done
}

undo() {
  jarvis_args
  remembers original || return 0
  if [ -f "$jarvis_file" ]; then
    jarvis_find_ours '' "$(recall original)"
    case "$line_found" in
      [1-9]*)
        record restart-due "$jarvis_service"
        jarvis_put "$line_found" "$(recall original)"
        ;;
      wanted) ;;
      *) say "leaves $jarvis_file alone: the line that up had written is no longer in it" ;;
    esac
  fi
  drop_backup "$jarvis_file"
  if remembers restart-due; then jarvis_runs; fi
  [ -z "${jarvis_dead-}" ] || fail "$jarvis_service does not run with its original line" "see 'journalctl -u $jarvis_service'"
}
