# shellcheck shell=sh disable=SC2154,SC2034 # variables shared with steps/web.sh
# web: HAProxy as on SMS nodes, and Apache behind it: what up would change in its files.

# shellcheck source=/dev/null
. "$TOOLKIT/drift/haproxy.sh"

inspect() {
  inspect_haproxy
  web_args
  expect_service "$apache"
  mkdir "$LOOK/apache"
  apache_files >"$LOOK/apache.files"
  apache_rewrite "$port" "$behind" 0 "$LOOK/apache" <"$LOOK/apache.files"
  while IFS= read -r apache_file; do
    apache_new=$(apache_rewritten "$LOOK/apache" "$apache_file")
    if [ -e "$apache_new" ]; then expect_content "$apache_file" <"$apache_new"; fi
  done <"$LOOK/apache.files"
}
