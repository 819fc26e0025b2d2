# shellcheck shell=dash disable=SC2154 # variables shared with steps/web.sh
# Apache: its service, its configuration files, its ports. Both layouts: httpd (EL) and apache2 (Debian).

need port selinux

# find_apache: sets $apache to the name of the service, which is also that of the process.
find_apache() {
  apache=
  for apache_try in httpd apache2; do
    if service_exists "$apache_try"; then apache=$apache_try; fi
  done
  [ -n "$apache" ] || fail "Apache is not installed: no service httpd or apache2" "install the node's N-Squared ACD software first"
}

# apache_ask ARGUMENT...: runs the server's own program, with the options that its service passes. EL's apachectl takes no arguments. As
# apachectl does, this keeps the program in the step's SELinux domain, since the program's own may not write to the step's output.
apache_ask() {
  local options domain
  if [ "$apache" = apache2 ]; then
    timeout 30 apachectl "$@"
    return
  fi
  # shellcheck source=/dev/null
  options=$(if [ -r /etc/sysconfig/httpd ]; then . /etc/sysconfig/httpd && printf '%s' "${OPTIONS-}"; fi)
  domain=
  if selinux_on; then domain="runcon $(id -Z) "; fi
  # shellcheck disable=SC2086 # words
  timeout 30 ${domain}httpd $options "$@"
}

# apache_objection: prints where Apache's configuration on disk is wrong; nothing when it is not. Apache also quotes the line, which may
# hold a password. The quote is left out: an operator can ask Apache on the host.
apache_objection() {
  local said where
  said=$(apache_ask -t 2>&1) && return 0
  where=$(printf '%s\n' "$said" |
    sed -n 's/.*\(Syntax error on line [0-9]* of \/[A-Za-z0-9._\/-]*\).*/\1/p' | head -n 3 | paste -s -d ',' | sed 's/,/, /g')
  printf '%s' "${where:-it does not say where}"
}

# apache_files: prints the real path of every file of its configuration (sites-enabled is made of links).
apache_files() {
  apache_ask -t -D DUMP_INCLUDES 2>/dev/null | sed -n 's/^ *([0-9*]*) *//p' | xargs -r -d '\n' readlink -f -- | sort -u
}

# apache_graceful: makes Apache reload its configuration and finish the requests under way. Starts it when it does not run.
apache_graceful() {
  if service_active "$apache"; then
    kill -USR1 "$(apache_pid)"
  else
    timeout 60 systemctl start "$apache" 2>/dev/null || true
  fi
}

apache_pid() { systemctl show -p MainPID --value "$apache"; }

# await_owner PORT NAME: waits up to 10 s until that process listens there; with an empty NAME, until nobody does.
await_owner() {
  local owner_tries seen sockets
  owner_tries=100 seen='?'
  while :; do
    sockets=$(port_sockets "$1")
    # Finding the process takes much longer. So it is done when the socket changes, since a new one mostly has a new owner, and once a second.
    if [ "$sockets" != "$seen" ] || [ $((owner_tries % 10)) = 0 ]; then
      if [ "$(socket_owner "$sockets")" = "$2" ]; then return 0; fi
    fi
    seen=$sockets
    owner_tries=$((owner_tries - 1))
    [ "$owner_tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# page PORT|SOCKET [PATH]: prints the HTTP status that a user at $web_at receives for that path, $web_path or / by default; 000 when nothing
# answers within 10 s. A SOCKET is HAProxy's, which is sent $web_at as the address that its client connected to: Apache may listen on that
# one alone. With $web_scheme=https, HTTPS is used; the certificate is not checked here.
page() {
  local path host line
  path=${2-${web_path:-/}}
  host=${web_at:-127.0.0.1}
  case "${web_scheme:-http}:${port:-80}" in
    http:80 | https:443) ;;
    *) host=$host:$port ;;
  esac
  case "$1" in
    /*)
      line=$(printf 'PROXY TCP4 127.0.0.1 %s 1 80\r\nGET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' \
        "${web_at:-127.0.0.1}" "$path" "$host" |
        timeout 10 socat -t 10 - "UNIX-CONNECT:$1" 2>/dev/null | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' || true)
      printf '%s' "${line:-000}"
      ;;
    *)
      curl -s -k -g -o /dev/null -m 10 --noproxy '*' -H "Host: $host" -w '%{http_code}' \
        "${web_scheme:-http}://${web_at:-127.0.0.1}:$1$path" || true
      ;;
  esac
}

# await_page WHERE: waits up to 5 s until its status is as it was on Apache's port. The content is unknown, and not compared.
await_page() { await 5 every 0.05 page_as_before "$1"; }

page_as_before() {
  page=$(page "$1")
  [ "$page" = "$web_as_before" ]
}
