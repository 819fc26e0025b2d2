# shellcheck shell=dash disable=SC2034,SC2154 # variables shared with steps/web.sh
# HAProxy's frontend while Apache still has its port: it listens on a socket, where it can be proven beforehand.

need apache haproxy haproxy-binds haproxy-config haproxy-run port

FRONT_SOCKET=${HAPROXY_SOCKETS}front

# front_waiting PORT < CONFIG: prints the same configuration on sockets only. It replaces all ports, not just that one: while HAProxy tries to
# bind a port, the worker before it accepts no connections on any TCP socket that the two share.
front_waiting() {
  awk -v port="(^|[^0-9])$1\$" -v socket="$FRONT_SOCKET" '
    $1 != "bind" || $2 !~ /:[0-9]+$/ { print; next }
    { print "    bind unix@" socket ($2 ~ port ? (front++ ? "." front : "") : ".other" ++others) " mode 600 accept-proxy" }'
}

# front_wait CONFIG: makes HAProxy run CONFIG with its frontend on the socket.
front_wait() {
  front_waiting "$port" <"$1" >"$STATE/$STEP/waiting.cfg"
  haproxy_swap "$STATE/$STEP/waiting.cfg"
  haproxy_run
}

# front_take: makes HAProxy, whose file has the port by now, bind it, and Apache release it. A reloaded HAProxy that finds a port taken tries
# again every 10 ms for 2 s. So HAProxy begins, and Apache receives its signal while HAProxy tries. On a slow host the signal may come too
# early: then the port is closed for as long as HAProxy takes to start.
front_take() {
  haproxy_patience=3.5
  front_apache=$(apache_pid)
  haproxy_run front_ask_apache
  if [ -n "$haproxy_trouble" ]; then
    say "tries again to take port $port: $haproxy_trouble"
    haproxy_run
  fi
  haproxy_patience=
  rm -f "$FRONT_SOCKET" "$FRONT_SOCKET".*
}

# front_ask_apache: signals Apache 0.15 s after HAProxy has restarted, or, if that is not seen, 0.4 s after the reload was requested.
front_ask_apache() {
  await 0.25 every 0.01 front_anew || true
  sleep 0.15
  kill -USR1 "$front_apache" || true
}

# front_anew: succeeds once the command line of HAProxy's master names the worker that it is to end.
front_anew() {
  case "$(tr '\0' ' ' <"/proc/$run_master/cmdline")" in *" -sf"*" $run_before "*) ;; *) return 1 ;; esac
}

# front_owner PORT: as port_owner, but also haproxy where the kernel does not show the owner, and HAProxy's configuration has that port.
front_owner() {
  local front_name
  front_name=$(port_owner "$1")
  if [ "$front_name" = '?' ] && haproxy_live_binds | grep -q " $1\$"; then front_name=haproxy; fi
  printf '%s' "$front_name"
}

# front_leave: makes HAProxy release the port and finish the requests under way; if that fails, it is stopped. Apache receives its
# signal as soon as the port is free, not earlier, because an Apache that cannot bind ends.
front_leave() {
  front_told=no
  case "$(front_owner "$port")" in
    haproxy | '?') front_stop ;;
  esac
  if [ "$front_told" = no ]; then
    case "$(port_owner "$port")" in
      '' | "$apache") apache_graceful ;;
      *) fail "port $port is still taken, by $(port_owner "$port"), and Apache could not listen on it" "stop that, and run this again" ;;
    esac
  fi
}

front_stop() {
  if service_active haproxy && haproxy_runs_our_way; then
    haproxy_patience=3.5
    front_waiting "$port" <"$HAPROXY_CFG" >"$STATE/$STEP/waiting.cfg"
    haproxy_swap "$STATE/$STEP/waiting.cfg"
    rm -f "$HAPROXY_LOADED"
    haproxy_run front_free
  fi
  if [ "$front_told" = no ]; then timeout 60 systemctl stop haproxy; fi
}

front_free() {
  front_apache=$(apache_pid)
  await 4 every 0.002 port_free "$port" || return 0
  if [ "$front_apache" != 0 ] && kill -USR1 "$front_apache"; then front_told=yes; fi
}

# front_finished: waits until the worker that had the port has ended, 10 s at most.
front_finished() {
  await 10 front_one_worker || true
}

front_one_worker() {
  [ "$({ wc -w <"/proc/$(haproxy_master)/task/$(haproxy_master)/children"; } 2>/dev/null || echo 0)" -le 1 ]
}

# front_requests_option: prints this HAProxy's name for the option to accept requests as they are, which 3.1 has renamed.
front_requests_option() {
  local requests_option
  for requests_option in accept-unsafe-violations-in-http-request accept-invalid-http-request; do
    printf 'defaults\n    mode http\n    option %s\n' "$requests_option" >"$STATE/$STEP/.requests.cfg"
    if [ -z "$(haproxy_objection "$TOOLKIT/files/haproxy-nothing.cfg" -f "$STATE/$STEP/.requests.cfg")" ]; then
      printf '%s' "$requests_option"
      break
    fi
  done
  rm -f "$STATE/$STEP/.requests.cfg"
}
