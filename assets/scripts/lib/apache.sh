# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with steps/web.sh
# Apache: its service, its configuration files, its ports. Both layouts: httpd (EL) and apache2 (Debian).

# find_apache: sets $apache to the name of the service, which is also that of the process.
find_apache() {
  apache=
  for apache_try in httpd apache2; do
    if service_exists "$apache_try"; then apache=$apache_try; fi
  done
  [ -n "$apache" ] || fail "Apache is not installed: no service httpd or apache2" "install the node's N-Squared ACD software first"
}

# apache_ask ARGUMENT...: the server's own program, with what its service gives it. EL's apachectl takes no arguments;
# and, as that does itself, the program is kept in our SELinux domain, since its own may not write to our output.
apache_ask() {
  if [ "$apache" = apache2 ]; then
    timeout 30 apachectl "$@"
    return
  fi
  # shellcheck source=/dev/null
  ask_options=$(if [ -r /etc/sysconfig/httpd ]; then . /etc/sysconfig/httpd && printf '%s' "${OPTIONS-}"; fi)
  ask_domain=
  if selinux_on; then ask_domain="runcon $(id -Z) "; fi
  # shellcheck disable=SC2086 # words
  timeout 30 ${ask_domain}httpd $ask_options "$@"
}

# apache_objection: where Apache's configuration on disk is wrong; nothing when it is not. Apache also quotes what stands there,
# which may be a password: that is left to whoever asks it on the host.
apache_objection() {
  apache_said=$(apache_ask -t 2>&1) && return 0
  apache_where=$(printf '%s\n' "$apache_said" |
    sed -n 's/.*\(Syntax error on line [0-9]* of \/[A-Za-z0-9._\/-]*\).*/\1/p' | head -n 3 | paste -s -d ',' | sed 's/,/, /g')
  printf '%s' "${apache_where:-it does not say where}"
}

# apache_files: every file of its configuration, where it really is (sites-enabled is made of links).
apache_files() {
  apache_ask -t -D DUMP_INCLUDES 2>/dev/null | sed -n 's/^ *([0-9*]*) *//p' | xargs -r -d '\n' readlink -f -- | sort -u
}

# apache_wants PORT: its configuration on disk says so.
apache_wants() {
  apache_files | xargs -r -d '\n' grep -qiE -e "^[[:space:]]*Listen[[:space:]]+\"?([^[:space:]]*:)?$1\"?([[:space:]]|\$)" --
}

# apache_rewrite FROM TO BOTH FOLDER < FILES: those that need another text get one there.
apache_rewrite() {
  xargs -r -d '\n' awk -v from="$1" -v to="$2" -v both="$3" -v out="$4" -f "$TOOLKIT/files/apache-ports.awk"
}

# apache_rewritten NAME: which file that is the new text of.
apache_rewritten() { printf '%s' "${1##*/}" | tr '%' '/'; }

# apache_ports FROM TO BOTH < FILES: see files/apache-ports.awk. On disk only. The journal keeps each file as it was,
# and as we made it.
apache_ports() {
  mkdir -p "$STATE/$STEP/apache"
  rm -f "$STATE/$STEP/apache"/* "$STATE/$STEP/apache"/.%*
  apache_rewrite "$1" "$2" "$3" "$STATE/$STEP/apache"
  for apache_new in "$STATE/$STEP/apache"/*; do
    apache_file=$(apache_rewritten "$apache_new")
    if [ -e "$apache_file" ] && ! cmp -s "$apache_new" "$apache_file"; then
      record apache-due yes
      save_file "$apache_file"
      cp "$apache_new" "$STATE/$STEP/ours${apache_new##*/}"
      # Another file in its place meanwhile, or a link, must not come into the hands of whoever may read this one.
      copy_in "$apache_file" "$STATE/$STEP/.found"
      awk 1 "$STATE/$STEP/.found" | cmp -s - "$STATE/$STEP/apache/.${apache_new##*/}" ||
        fail "$apache_file was changed while it was looked at" "run up again"
      put_file "$apache_file" "$(stat -c %a "$STATE/$STEP/.found")" "$(stat -c %U:%G "$STATE/$STEP/.found")" <"$apache_new"
      rm -f "$STATE/$STEP/.found"
    fi
  done
}

# apache_restore FROM TO: each file as it was; one that was edited since then keeps the edits and gets its port back.
apache_restore() {
  for apache_ours in "$STATE/$STEP"/ours%*; do
    [ -e "$apache_ours" ] || continue
    apache_file=$(apache_rewritten "${apache_ours##*/ours}")
    if [ -f "$apache_file" ] && [ ! -L "$apache_file" ] && cmp -s "$apache_file" "$apache_ours"; then
      restore_file "$apache_file"
    else
      if [ -e "$apache_file" ]; then printf '%s\n' "$apache_file" | apache_ports "$1" "$2" 0; fi
      drop_backup "$apache_file"
    fi
    rm -f "$apache_ours"
  done
}

# apache_graceful: it reads its configuration anew; requests under way are finished. Started when it doesn't run.
apache_graceful() {
  if service_active "$apache"; then
    kill -USR1 "$(apache_pid)"
  else
    timeout 60 systemctl start "$apache" 2>/dev/null || true
  fi
}

apache_pid() { systemctl show -p MainPID --value "$apache"; }

# await_owner PORT NAME: that process listens there within 10 s; no NAME: nobody does.
await_owner() {
  owner_tries=100 owner_seen='?'
  while :; do
    owner_sockets=$(port_sockets "$1")
    # To look for the process takes much longer, and another socket mostly has another one: else once a second.
    if [ "$owner_sockets" != "$owner_seen" ] || [ $((owner_tries % 10)) = 0 ]; then
      if [ "$(socket_owner "$owner_sockets")" = "$2" ]; then return 0; fi
    fi
    owner_seen=$owner_sockets
    owner_tries=$((owner_tries - 1))
    [ "$owner_tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# page PORT|SOCKET [PATH]: the HTTP status of that path, / by default, there; 000 when nothing answers within 10 s.
page() {
  case "$1" in
    /*) curl -s -g -o /dev/null -m 10 -w '%{http_code}' --unix-socket "$1" "http://127.0.0.1${2-/}" || true ;;
    *) curl -s -g -o /dev/null -m 10 --noproxy '*' -w '%{http_code}' "http://127.0.0.1:$1${2-/}" || true ;;
  esac
}
