# shellcheck shell=sh disable=SC2034 # the names are for what needs this
# Where the parts of virtual addresses are on a host, and whose they are.

VIP_CONFIG=$ROOT/etc/keepalived/keepalived.conf
VIP_DROPIN=$ROOT/etc/systemd/system/keepalived.service.d/n2acd-ha.conf
VIP_CHECK=$ROOT/usr/local/lib/n2acd-ha-vip/check.sh
VIP_USER=n2acd-vip
VIP_HEADER='# Managed by n2acd-ha. Changes made here are lost: change the stack and run pulumi up.'
