# shellcheck shell=dash disable=SC2154 # $serving_config comes from lib/serving.sh
# Reports what a front end answers to its users.

serving() {
  local here path
  here=$(awk '/^[a-z]/ { at = $1 == "frontend" && $2 == "http-in" } at && $1 == "bind" { sub(/.*:/, "", $2); print $2; exit }' "$serving_config")
  [ -n "$here" ] || return 0
  path=$(sed -n 's/^ *acl has_jarvis_uri path_beg //p' "$serving_config")
  printf 'port %s answers %s, and %s for %s' "$here" "$(serving_code "$here" /)" \
    "$(serving_code "$here" "$path")" "$path"
}

serving_code() { curl -s -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "http://127.0.0.1:$1$2" || true; }
