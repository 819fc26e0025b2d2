#!/bin/sh
# Sets up a host by hand, with the commands of the vendor's installation guide and in their order:
#
#   guide.sh sms|fe [ADDRESS] < haproxy.cfg
#
# What the guide leaves to whoever follows it: the agent listens on ADDRESS, where the other node's HAProxy asks it; on
# Debian, the same with that system's names.
set -eu
role=$1
address=${2-}

install_packages() {
  if command -v dnf >/dev/null && [ -e /etc/redhat-release ]; then
    dnf install -q -y "$@"
  else
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$@"
  fi
}

open_ports() {
  for port in "$@"; do firewall-cmd -q --zone=public --add-port="$port/tcp" --permanent; done
  firewall-cmd -q --reload
}

case "$role" in
  sms)
    install_packages haproxy n2pg-aux
    systemctl enable haproxy
    systemctl enable pgsqlchk
    if [ "$(runuser -u postgres -- psql -XqAtc 'SELECT pg_is_in_recovery()')" = f ]; then
      echo "CREATE USER health_check_user LOGIN PASSWORD 'health_check_user';" | runuser -u postgres -- psql -Xq
    fi
    sed -i "s/\"webserver_host\": \"localhost\"/\"webserver_host\": \"$address\"/" /etc/psqlchk/config.json
    systemctl restart pgsqlchk
    ;;
  fe)
    install_packages haproxy
    systemctl enable haproxy
    ;;
esac

cp /etc/haproxy/haproxy.cfg /etc/haproxy/haproxy.cfg.install
cat >/etc/haproxy/haproxy.cfg
if command -v setsebool >/dev/null; then setsebool -P haproxy_connect_any=1; fi

case "$role" in
  sms)
    open_ports 7000 15432 25432
    systemctl restart haproxy
    sed -i 's/^port *= *5432$/port = 15432/' /etc/jarvis/jarvis.conf
    systemctl restart jarvis
    ;;
  fe)
    open_ports 7000 80 81 443 444
    for file in /etc/httpd/conf/httpd.conf /etc/apache2/ports.conf; do
      if [ -e "$file" ]; then sed -i 's/^Listen 80$/Listen 81/' "$file"; fi
    done
    if [ -e /etc/apache2 ]; then systemctl restart apache2; else systemctl restart httpd; fi
    systemctl restart haproxy
    ;;
esac
