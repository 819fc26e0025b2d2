# shellcheck shell=dash disable=SC2034,SC2154 # $problem and $remedy are for the step, $prove_wait comes from it
# Does HAProxy on this node forward Jarvis's requests to the SMS nodes? See lib/proof.sh.

need apache drain haproxy jarvis-tls proof

# jarvis_servers CONFIG: prints 'NAME ADDRESS' of each SMS node that is in service in CONFIG.
jarvis_servers() {
  awk '/^[a-z]/ { at = $1 " " $2 }
    at == "backend jarvis" && $1 == "server" && $NF != "disabled" { sub(/:[0-9]+$/, "", $3); print $2, $3 }' "$1"
}

# jarvis_remember: before a change, records the addresses of the SMS nodes that answer Jarvis's requests now.
jarvis_remember() {
  local jarvis_up
  jarvis_before=
  if [ ! -e "$STATE/$STEP/good.cfg" ]; then return 0; fi
  jarvis_up=$(haproxy_servers jarvis | sed -n 's/|UP.*//p')
  jarvis_before=$(jarvis_servers "$HAPROXY_CFG" | awk -v up="$jarvis_up" '
    BEGIN { n = split(up, name, "\n"); for (i = 1; i <= n; i++) is[name[i]] }
    $1 in is { print $2 }')
}

# answers_as_before: each SMS node that answered before still answers.
answers_as_before() {
  local jarvis_name
  for jarvis_name in $jarvis_names; do
    case "$LINE_FEED$prove_servers" in *"$LINE_FEED$jarvis_name|UP"*) ;; *) return 1 ;; esac
  done
}

# any_is_up: once all are down, the wait ends within a second: each was checked often enough then, and users are waiting.
any_is_up() {
  case "$prove_servers" in
    *'|UP'*) ! servers_unchecked ;;
    *'|DOWN'*)
      if [ "$prove_tries" -gt 10 ]; then prove_tries=10; fi
      return 1
      ;;
    *) return 1 ;;
  esac
}

# prove_jarvis PATH PORT|SOCKET CONFIG: an SMS node is up for Jarvis's requests, each one that answered before still does, and a request
# through PORT reaches an SMS node.
prove_jarvis() {
  local code prove_way
  prove_wait=$(arg wait 10)
  jarvis_names=$(jarvis_servers "$3" | awk -v before="$jarvis_before" '
    BEGIN { n = split(before, address, "\n"); for (i = 1; i <= n; i++) is[address[i]] }
    $2 in is { print $1 }')
  await_servers jarvis any_is_up || true
  prove_said=$(servers_said)
  case "$prove_servers" in
    *'|UP'*) ;;
    *)
      problem="no SMS node answers Jarvis's requests: $prove_said$(jarvis_refused "$3")"
      remedy="see n2acd-ha:jarvis ($(jarvis_keys "$3")), and that Apache on the SMS nodes answers and lets this node in"
      return 0
      ;;
  esac
  if ! await_servers jarvis answers_as_before; then
    problem="an SMS node answered Jarvis's requests before this change, and does not now: $(servers_said)$(jarvis_refused "$3")"
    remedy="see n2acd-ha:jarvis ($(jarvis_keys "$3")), and that Apache on that node answers and lets this node in"
    return 0
  fi
  code=$(page "$2" "$1")
  case "$code" in
    000 | 502 | 503 | 504)
      case "$2" in */*) prove_way="the new configuration" ;; *) prove_way="port $2" ;; esac
      problem="a request for $1 through $prove_way is answered $code, with $prove_said"
      remedy="see Apache's error log on the SMS nodes"
      ;;
  esac
}

# prove_jarvis_paths PORT|SOCKET CONFIG: proves each of Jarvis's paths, up to the first problem.
prove_jarvis_paths() {
  local path
  for path in $(args path); do
    if [ -n "$problem" ]; then break; fi
    prove_jarvis "$path" "$1" "$2"
    excuse_jarvis "$2"
  done
}
