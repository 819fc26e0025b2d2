#!/bin/sh
# What both flavours have before the project touches them. haproxy, socat, curl and n2pg-aux are left out on purpose:
# they come from the host's own local repository, in real package transactions.
set -eu
export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8

# Nothing starts while the image is built.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

# Each release of Debian has one version of PostgreSQL.
postgresql_version() { apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p'; }

apt-get update -q
apt-get install -q -y -o Dpkg::Options::=--force-confold \
  systemd systemd-sysv dbus openssh-server sudo procps iproute2 iputils-ping netbase less \
  firewalld nftables apache2 "postgresql-$(postgresql_version)" python3-psycopg2
apt-get clean
rm -rf /var/lib/apt/lists/* /var/log/*.log /var/log/apt /etc/ssh/ssh_host_*
rm -f /usr/sbin/policy-rc.d

useradd --create-home --shell /bin/bash deploy
echo 'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/deploy
chmod 440 /etc/sudoers.d/deploy

# Timers that would pull at the network or at packages on their own.
systemctl mask -q apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
  getty@.service console-getty.service systemd-networkd-wait-online.service systemd-firstboot.service \
  systemd-logind.service ldconfig.service
: > /etc/machine-id # each host makes its own
