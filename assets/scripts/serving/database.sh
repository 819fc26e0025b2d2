# shellcheck shell=dash disable=SC2154 # $serving_config comes from lib/serving.sh
# Reports which nodes' ports lead to a primary, and which do not.

need postgres login

serving() {
  local good bad serving_port node address answer
  [ -e "$STATE/database/pgpass" ] || return 0
  awk '
    /^[a-z]/ { at = $1 == "listen" && $2 ~ /^Postgres-/ && $2 !~ /-read$/ ? $2 : ""; port = "" }
    at != "" && $1 == "bind" && port == "" { port = $2; sub(/.*:/, "", port) }
    at != "" && $1 == "server" { address = $3; sub(/:[0-9]+$/, "", address); gsub(/[][]/, "", address); print port, $2, address }' \
    "$serving_config" | sort -u | (
    good='' bad=''
    while read -r serving_port node address; do
      answer=$(N2ACD_CONNECT_TIMEOUT=2 serving_ask "$address" "$serving_port" | tail -n 1)
      case "$answer" in
        f) good="$good${good:+, }$serving_port of $node" ;;
        t) bad="$bad, $serving_port of $node leads to a standby" ;;
        *) bad="$bad, $serving_port of $node does not lead to a primary (${answer:-no answer})" ;;
      esac
    done
    printf '%s%s' "${good:+a primary is reached through $good}" "$bad" | sed 's/^, //'
  )
}

serving_ask() {
  find_psql
  ask_as_role "$1" "$2" 'SELECT pg_is_in_recovery()'
}
