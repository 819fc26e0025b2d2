#!/bin/sh
# What this node runs, as far as the steps have a say in it: a line STEP<TAB>THING<TAB>VALUE each. Old or new, a step's
# lines are all of one kind.
set -u
export LC_ALL=C PATH="/usr/sbin:/usr/bin:/sbin:/bin"
# shellcheck source=/dev/null
. /usr/lib/n2dev/layout.sh
role=$(cat /var/tmp/n2life/role)

line() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }
print_of() { cat "$@" 2>/dev/null | sha256sum | cut -c 1-12; }
state_of() { printf '%s %s' "$(systemctl is-active "$1" 2>/dev/null)" "$(systemctl is-enabled "$1" 2>/dev/null)"; }
ask() { printf '%s\n' "$1" | timeout 3 socat -t 2 - UNIX-CONNECT:/run/haproxy.sock-admin 2>/dev/null; }
page() { curl -s -o /dev/null -m 3 --noproxy '*' -w '%{http_code}' "$@" 2>/dev/null || true; }

line ready toolkit "$(find /var/lib/n2acd-ha/toolkit -type f -exec sha256sum {} + 2>/dev/null | sort -k 2 | print_of -)"
for package in haproxy socat curl n2pg-aux openssl keepalived; do
  line packages "$package" "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || rpm -q "$package" 2>/dev/null)"
done
if [ "$role" = sms ]; then
  hba=/etc/postgresql/15/main/pg_hba.conf
  [ -e "$hba" ] || hba=$PGDATA/pg_hba.conf
  line database pg_hba.conf "$(print_of "$hba")"
  line agent config "$(print_of /etc/psqlchk/config.json)"
  line agent service "$(state_of pgsqlchk)"
  line jarvis line "$(grep '^port' /etc/jarvis/jarvis.conf)"
  line jarvis service "$(systemctl is-active jarvis)"
fi
for set in '' --permanent; do
  # shellcheck disable=SC2086 # a word, or none
  line firewall "rules $set" "$(firewall-cmd $set --list-all 2>/dev/null | tr -s ' \t' '\n' | sort | print_of -)"
done

line haproxy-secrets file "$(print_of /etc/haproxy/conf.d/n2acd-ha.cfg)"

# HAProxy's part. What is on disk counts where it runs or will at the next boot.
proxy=haproxy
[ "$role" = sms ] || proxy=web
if grep -qs n2acd /etc/haproxy/haproxy.cfg && [ "$(state_of haproxy)" != "inactive disabled" ]; then
  secrets=/etc/haproxy/conf.d/n2acd-ha.cfg
  login=$(sed -n "s/^ *user '\{0,1\}\([^' ]*\)'\{0,1\} insecure-password '\{0,1\}\(.*[^']\)'\{0,1\}\$/\1:\2/p" "$secrets")
  stats=$(sed -n '/^listen stats/,/^$/s/^ *bind .*:\([0-9]*\)$/\1/p' /etc/haproxy/haproxy.cfg)
  line "$proxy" "stats page by its file" "$(page -u "$login" "http://127.0.0.1:$stats/")"
  line "$proxy" haproxy.cfg "$(print_of /etc/haproxy/haproxy.cfg)"
  line "$proxy" "limit it runs with" "$(ask 'show info' | sed -n 's/^Maxconn: //p')"
  line "$proxy" "limit in its file" "$(sed -n '/^global/,/^$/s/^ *maxconn //p' /etc/haproxy/haproxy.cfg)"
fi
line "$proxy" service "$(state_of haproxy)"
if [ "$role" = fe ]; then
  line web "port 80" "$(page http://127.0.0.1/)"
  line web "port 80 is" "$(curl -s -o /dev/null -D - -m 3 http://127.0.0.1/n2acd-fe/jarvis-agent 2>/dev/null | grep -qi '^content-type: application/json' && echo HAProxy || echo Apache)"
  line tls part "$(print_of /etc/haproxy/conf.d/n2acd-ha-tls.cfg)"
  line tls "certificate shown" "$(openssl s_client -connect 127.0.0.1:443 -servername portal.acd.example </dev/null 2>/dev/null | openssl x509 -noout -fingerprint 2>/dev/null)"
  line tls "port 443" "$(page -k https://127.0.0.1/)"
  line tls "port 443 is" "$(curl -sk -o /dev/null -D - -m 3 https://127.0.0.1/n2acd-fe/jarvis-agent 2>/dev/null | grep -qi '^content-type: application/json' && echo HAProxy || echo Apache)"
  line vip config "$(print_of /etc/keepalived/keepalived.conf)"
  line vip service "$(state_of keepalived)"
  line vip check "$(print_of /usr/local/lib/n2acd-ha-vip/check.sh /etc/systemd/system/keepalived.service.d/n2acd-ha.conf)"
fi
