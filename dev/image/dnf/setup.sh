#!/bin/sh
# Finishes the dnf flavour: the same userland in EL's layout, with /srv/repo as its only package source and no apt or
# dpkg in sight. It is no EL: what only an EL shows (SELinux, EL's own builds) it can't show.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)

# From 4.20 on rpm gives scripts a network namespace of their own, which a container may not have while its image is built.
rm -f /usr/lib/rpm/macros.d/macros.transaction_unshare

rm -f /etc/os-release /etc/debian_version
rpm -i /srv/repo/n2dev-release-*.rpm
ln -s ../usr/lib/os-release /etc/os-release

dpkg --purge --force-depends openssl > /dev/null
sh "$HERE/apache.sh"
sh "$HERE/postgresql.sh"
dnf -q -y install httpd postgresql-server jarvis
dnf -q makecache
ln -s ../../var/log/httpd /etc/httpd/logs
ln -s ../../run/httpd /etc/httpd/run
ln -s ../../usr/lib/apache2/modules /etc/httpd/modules

# EL's sh is bash, Debian's is dash: the steps run under both.
ln -sf bash /usr/bin/sh

cat > /usr/lib/n2dev/layout.sh << 'END'
# shellcheck shell=sh disable=SC2034
PGDATA=/var/lib/pgsql/data
PGSERVICE=postgresql
APACHE_SERVICE=httpd
JARVIS_APACHE_CONF=/etc/httpd/conf.d/jarvis.conf
HTTPS_APACHE_CONF=/etc/httpd/conf.d/ssl.conf
END

mkdir -p /usr/lib/n2dev/debian
mv /usr/bin/apt* /usr/bin/dpkg* /usr/lib/n2dev/debian/
rm -rf /etc/apt /etc/dpkg /var/lib/apt /var/log/apt /var/log/dpkg.log /var/log/alternatives.log
systemctl enable -q n2dev-node n2dev-settled ssh httpd firewalld
