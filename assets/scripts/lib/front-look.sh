# shellcheck shell=dash disable=SC2034,SC2154 # variables shared with steps/web.sh and steps/tls.sh
# Checks who has which port, and whether the change would succeed. Nothing is touched yet.

need apache apache-client apache-facts apache-former apache-move front haproxy-binds port selinux

# front_look ADDRESS: sets $owner, who has the users' port; $front_first, whether Apache is to release it (no, again, or yes for the first
# time); and $web_at, the address for requests to Apache, which the command ADDRESS prints.
front_look() {
  judge require_good_apache
  judge require_port "$behind" "which Apache should get, belongs to" "$apache"
  judge require_port "$port" "which HAProxy should get, belongs to" "$apache" haproxy
  owner=$(front_owner "$port")
  require_apache_facts
  web_at=$("$1")
  front_first=no
  if [ "$owner" = "$apache" ]; then front_first=$(if remembers apache-had; then echo again; else echo yes; fi); fi
}

web_look() {
  front_look front_address
  require_apache_rules "$port" "$behind" "$front_first" "$(apache_behind_now) $(recall behind)"
  judge require_apache_moves "$port" "$behind"
  judge require_apache_client
  judge selinux_web_port "$behind"
}

require_good_apache() {
  words=$(apache_objection)
  [ -z "$words" ] || fail "Apache's own configuration is broken already: $words" "mend it, see 'apachectl -t'"
}

# web_look_binds: ends the step when HAProxy cannot bind what the new configuration has.
web_look_binds() {
  haproxy_binds <"$STATE/$STEP/candidate.cfg" | grep -q " $port\$" ||
    fail "the new configuration has no 'bind' with port $port" "give listen= the port that its frontend binds"
  require_binds "$STATE/$STEP/candidate.cfg" "$port"
}

# require_port PORT WHO SERVICE...
require_port() {
  local look_port who stranger
  look_port=$1 who=$2
  shift 2
  stranger=$(port_stranger "$look_port" "$@")
  case "$stranger" in
    '') ;;
    systemd*) fail "port $look_port, $who $stranger" \
      "stop and disable that unit ('systemctl list-sockets' shows it), start the service itself, or choose another port" ;;
    *) fail "port $look_port, $who $stranger" "stop that, or choose another port" ;;
  esac
}

# front_address: prints the loopback address, or the first other one if Apache listens on other addresses alone.
front_address() {
  { apache_listens "$port" && apache_listens "$behind"; } | awk -F '\t' '
    $1 ~ /^\[/ { next }
    $1 == "*" || $1 == "127.0.0.1" { loopback = 1 }
    first == "" { first = $1 }
    END { print loopback || first == "" ? "127.0.0.1" : first }'
}
