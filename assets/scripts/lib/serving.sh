# shellcheck shell=sh
# Who serves now: the end of a sentence about a failure. It is asked, through every node that this node's HAProxy knows, and
# says nothing where there is no HAProxy of ours that serves.

# serving_now: must never fail itself.
serving_now() {
  if [ "${ACTION-}" != apply ] || [ -n "${SERVING_ASKED-}" ]; then return 0; fi
  SERVING_ASKED=yes
  serving_config=/etc/haproxy/haproxy.cfg
  case "$(head -n 1 "$serving_config" 2>/dev/null || true)" in '# Managed by n2acd-ha, stack '*) ;; *) return 0 ;; esac
  serving_said=$(
    set +e
    serving_databases
    serving_front
  )
  [ -z "$serving_said" ] || printf '; asked now, %s' "$serving_said"
}

# serving_databases: which nodes' ports lead to a primary.
serving_databases() {
  [ -e "$STATE/database/pgpass" ] || return 0
  awk '
    /^[a-z]/ { at = $1 == "listen" && $2 ~ /^Postgres-/ && $2 !~ /-read$/ ? $2 : ""; port = "" }
    at != "" && $1 == "bind" && port == "" { port = $2; sub(/.*:/, "", port) }
    at != "" && $1 == "server" { address = $3; sub(/:[0-9]+$/, "", address); gsub(/[][]/, "", address); print port, $2, address }' \
    "$serving_config" | sort -u | (
    serving_good='' serving_bad=''
    while read -r serving_port serving_node serving_address; do
      serving_answer=$(N2ACD_CONNECT_TIMEOUT=2 serving_ask "$serving_address" "$serving_port" | tail -n 1)
      case "$serving_answer" in
        f) serving_good="$serving_good${serving_good:+, }$serving_port of $serving_node" ;;
        t) serving_bad="$serving_bad, $serving_port of $serving_node leads to a standby" ;;
        *) serving_bad="$serving_bad, $serving_port of $serving_node does not lead to a primary (${serving_answer:-no answer})" ;;
      esac
    done
    printf '%s%s' "${serving_good:+a primary is reached through $serving_good}" "$serving_bad" | sed 's/^, //'
  )
}

serving_ask() {
  for serving_part in postgres login; do
    # shellcheck source=/dev/null
    . "$TOOLKIT/lib/$serving_part.sh"
  done
  find_psql
  ask_as_role "$1" "$2" 'SELECT pg_is_in_recovery()'
}

# serving_front: what a front end's users get.
serving_front() {
  serving_here=$(awk '/^[a-z]/ { at = $1 == "frontend" && $2 == "http-in" } at && $1 == "bind" { sub(/.*:/, "", $2); print $2; exit }' "$serving_config")
  [ -n "$serving_here" ] || return 0
  serving_path=$(sed -n 's/^ *acl has_jarvis_uri path_beg //p' "$serving_config")
  printf 'port %s answers %s, and %s for %s' "$serving_here" "$(serving_code "$serving_here" /)" \
    "$(serving_code "$serving_here" "$serving_path")" "$serving_path"
}

serving_code() { curl -s -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "http://127.0.0.1:$1$2" || true; }
