#!/bin/sh
# Takes Debian's Apache apart: the binary and the modules stay, for the package httpd to use.
set -eu
systemctl disable -q apache2 2> /dev/null
mkdir -p /usr/libexec/httpd
mv /usr/sbin/apache2 /usr/libexec/httpd/httpd
rm -rf /etc/apache2 /usr/sbin/apache2ctl /usr/sbin/apachectl /usr/sbin/a2* /var/log/apache2
rm -f /lib/systemd/system/apache* /etc/init.d/apache* /etc/logrotate.d/apache2
