# shellcheck shell=sh disable=SC2154 # $serving_config comes from lib/serving.sh
# Reports what a front end answers to its users.

serving() {
  serving_here=$(awk '/^[a-z]/ { at = $1 == "frontend" && $2 == "http-in" } at && $1 == "bind" { sub(/.*:/, "", $2); print $2; exit }' "$serving_config")
  [ -n "$serving_here" ] || return 0
  serving_path=$(sed -n 's/^ *acl has_jarvis_uri path_beg //p' "$serving_config")
  printf 'port %s answers %s, and %s for %s' "$serving_here" "$(serving_code "$serving_here" /)" \
    "$(serving_code "$serving_here" "$serving_path")" "$serving_path"
}

serving_code() { curl -s -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "http://127.0.0.1:$1$2" || true; }
