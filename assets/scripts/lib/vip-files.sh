# shellcheck shell=dash disable=SC2034 # the names are for what needs this
# The files of virtual addresses on a host, the user of their check, and the header of their configuration.

VIP_CONFIG=$ROOT/etc/keepalived/keepalived.conf
VIP_DROPIN=$ROOT/etc/systemd/system/keepalived.service.d/n2acd-ha.conf
VIP_CHECK=$ROOT/usr/local/lib/n2acd-ha-vip/check.sh
VIP_USER=n2acd-vip
VIP_HEADER='# Managed by n2acd-ha. Changes made here are lost: change the stack and run pulumi up.'
