# shellcheck shell=sh disable=SC2154 # variables shared with steps/web.sh and steps/tls.sh
# A port that Apache had behind HAProxy until now, it keeps besides until every node is proven.

need apache apache-move

# apache_keep_former: in its files; what is left is for apache_retire.
apache_keep_former() {
  record behind "$(printf '%s\n' "$(recall behind)" "$(apache_behind_now)" "$behind" | grep . | sort -un)"
  for former_port in $(apache_formers); do
    if apache_wants "$former_port"; then apache_ports "$former_port" "$behind" 1; fi
  done
  leaves "$(apache_formers)"
}

# apache_behind_now: the port on which the HAProxy of now expects Apache.
apache_behind_now() {
  if [ -e "$STATE/$STEP/good.cfg" ]; then sed -n 's/^ *server localhost [0-9.]*:\([0-9]*\) .*/\1/p' "$STATE/$STEP/good.cfg"; fi
}

apache_formers() { recall behind | grep -vx "$behind" || true; }

# apache_retire: Apache leaves them.
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
