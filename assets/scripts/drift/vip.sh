# shellcheck shell=dash disable=SC2034 # names from steps/vip.sh

need selinux vip vip-files vip-look

inspect() {
  vip_apache=$(vip_apache_here) vip_settled=no
  expect_file "$VIP_CHECK" 644 root:root <"$TOOLKIT/vip/check.sh"
  expect_file "$VIP_DROPIN" 644 root:root <"$TOOLKIT/vip/n2acd-ha.conf"
  vip_config | expect_file "$VIP_CONFIG" 644 root:root
  expect_service keepalived
  if selinux_on && [ "$(selinux_boolean keepalived_connect_any)" = off ]; then drift selinux keepalived_connect_any on off; fi
}
