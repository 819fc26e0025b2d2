# shellcheck shell=sh disable=SC2154 # $serving_config comes from lib/serving.sh
# Reports which nodes' ports lead to a primary, and which do not.

need postgres login

serving() {
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
  find_psql
  ask_as_role "$1" "$2" 'SELECT pg_is_in_recovery()'
}
