# shellcheck shell=sh disable=SC2154,SC2034 # variables shared with steps/web.sh
# web: HAProxy as on SMS nodes, and Apache behind it: what up would change in its files.

# shellcheck source=/dev/null
. "$TOOLKIT/drift/haproxy.sh"

inspect() {
  web_args
  inspect_haproxy
  expect_service "$apache"
  if [ -e "$STATE/$STEP/client.conf" ]; then
    expect_file "$(apache_client_file)" 600 root:root secret <"$STATE/$STEP/client.conf"
  fi
  mkdir "$LOOK/apache"
  # What is no configuration any more is found by its service.
  if ! apache_facts "$LOOK/apache/.facts"; then return 0; fi
  apache_rewrite "$port" "$behind" 0 "$LOOK/apache"
  for apache_new in "$LOOK/apache"/*; do
    apache_file=$(apache_rewritten "$apache_new")
    if [ -e "$apache_new" ]; then expect_content "$apache_file" <"$apache_new"; fi
  done
}
