# shellcheck shell=dash disable=SC2154 # variables shared with steps/web.sh
# web: HAProxy as on SMS nodes, and Apache behind it: what up would change in its files.

need apache-client apache-facts

# shellcheck source=/dev/null
. "$TOOLKIT/drift/haproxy.sh"
# shellcheck source=/dev/null
. "$TOOLKIT/drift/apache.sh"

inspect() {
  web_args
  inspect_haproxy
  expect_service "$apache"
  if [ -e "$STATE/$STEP/client.conf" ]; then
    expect_file "$(apache_client_file)" 600 root:root secret <"$STATE/$STEP/client.conf"
  fi
  mkdir "$LOOK/apache"
  # An invalid configuration shows in Apache's service.
  if ! apache_facts "$LOOK/apache/.facts"; then return 0; fi
  inspect_apache "$LOOK/apache"
}
