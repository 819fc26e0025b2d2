#!/bin/sh
# Finishes the apt flavour: Debian's own layout, and /srv/repo as its only package source.
set -eu
cat > /usr/lib/n2dev/layout.sh << END
# shellcheck shell=sh disable=SC2034
PGDATA=/var/lib/postgresql/$(ls /usr/lib/postgresql)/main
PGSERVICE=postgresql
APACHE_SERVICE=apache2
JARVIS_APACHE_CONF=/etc/apache2/conf-enabled/jarvis.conf
HTTPS_APACHE_CONF=/etc/apache2/sites-enabled/https.conf
END

rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/repo ./' > /etc/apt/sources.list
apt-get update -q
apt-get install -q -y jarvis
a2enmod -q proxy_http

systemctl enable -q n2dev-node n2dev-settled ssh apache2 firewalld
systemctl disable -q postgresql jarvis 2> /dev/null
rm -rf /var/log/apt/* /var/log/dpkg.log /var/cache/apt/archives/*.deb
