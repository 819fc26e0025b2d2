# shellcheck shell=dash disable=SC2154 # variables shared with steps/web.sh and steps/tls.sh
# Until every node is proven, Apache keeps the ports that it had behind HAProxy before.

need apache apache-move

# apache_keep_former: keeps them in Apache's files, besides the new port; apache_retire removes them later.
apache_keep_former() {
  record behind "$(printf '%s\n' "$(recall behind)" "$(apache_behind_now)" "$behind" | grep . | sort -un)"
  for former_port in $(apache_formers); do
    if apache_wants "$former_port"; then apache_ports "$former_port" "$behind" 1; fi
  done
  leaves "$(apache_formers)"
}

# apache_behind_now: prints the port on which the last good configuration of HAProxy expects Apache.
apache_behind_now() {
  if [ -e "$STATE/$STEP/good.cfg" ]; then sed -n 's/^ *server localhost [0-9.]*:\([0-9]*\) .*/\1/p' "$STATE/$STEP/good.cfg"; fi
}

apache_formers() { recall behind | grep -vx "$behind" || true; }

# apache_retire: makes Apache release them.
apache_retire() {
  for former_port in $(apache_formers); do
    if ! apache_wants "$former_port"; then continue; fi
    apache_ports "$former_port" "$behind" 0
    words=$(apache_objection)
    [ -z "$words" ] || fail "Apache refuses to leave port $former_port: $words" "mend it, see 'apachectl -t', and run up again"
    apache_graceful
    await_owner "$former_port" '' || say "Apache still listens on port $former_port"
    forget apache-due
  done
  record behind "$behind"
}
