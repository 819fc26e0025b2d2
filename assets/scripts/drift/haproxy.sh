# shellcheck shell=dash
# haproxy: its configuration file, its drop-in, its service, and whether it runs what the file says.

need haproxy haproxy-former haproxy-here haproxy-run haproxy-unit selinux
# shellcheck source=assets/scripts/drift/reads.sh
. "$TOOLKIT/drift/reads.sh"

inspect() { inspect_haproxy; }

inspect_haproxy() {
  local drift_dropin
  # Until every node is proven, the file also contains what HAProxy offered before.
  if haproxy_has_former && cmp -s "$STATE/$STEP/good.cfg" "$HAPROXY_CFG"; then
    haproxy_here | expect_content "$STATE/$STEP/wanted.cfg" ours
  else
    haproxy_here | expect_file "$HAPROXY_CFG" "${haproxy_mode:-644}" root:root
  fi
  if command -v haproxy >/dev/null; then haproxy_dropin | expect_file "$HAPROXY_DROPIN" 644 root:root; fi
  haproxy_later_dropins | while IFS= read -r drift_dropin; do drift dropin "$drift_dropin" absent "undoes ours"; done
  inspect_reads "$HAPROXY_CFG"
  expect_service haproxy
  if service_active haproxy && ! haproxy_runs_our_way; then
    drift running haproxy "our command line" "another one"
  fi
  if selinux_on && [ "$(selinux_boolean haproxy_connect_any)" = off ]; then
    drift selinux haproxy_connect_any on off
  fi
}
