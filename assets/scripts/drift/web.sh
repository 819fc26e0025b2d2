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
  xargs -r -d '\n' awk -v from="$port" -v to="$behind" -v both=0 -v out="$LOOK/apache" \
    -f "$TOOLKIT/files/apache-ports.awk" <"$LOOK/apache.files"
  while IFS= read -r apache_file; do
    apache_new=$LOOK/apache/$(printf '%s' "$apache_file" | tr '/' '%')
    if [ -e "$apache_new" ]; then expect_content "$apache_file" <"$apache_new"; fi
  done <"$LOOK/apache.files"
}
