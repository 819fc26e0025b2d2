#!/bin/sh
# Prints what a host is like as far as the tools set it up, a line KEY<TAB>VALUE each; see state.ts.
set -u
export LC_ALL=C

line() { printf '%s\t%s\n' "$1" "$2"; }
# shellcheck disable=SC2154 # state.ts puts $fitted before this script
essence() {
  sed -E -e 's/[[:space:]]*#.*//' -e 's/ maxconn [0-9]+//' -e '/^[[:space:]]*$/d' -e "/$fitted/d" "$1" 2>/dev/null | sha256sum | cut -c1-16
}
ask() { (cd / && runuser -u postgres -- psql -XqAt -c "$1"); }
words() { tr '\n' ' ' | sed 's/ $//'; }

line haproxy.cfg "$(essence /etc/haproxy/haproxy.cfg)"
line 'stats login' "$(grep -c 'insecure-password ................................$' /etc/haproxy/conf.d/n2acd-ha.cfg 2>/dev/null || true) $(stat -c %a /etc/haproxy/conf.d/n2acd-ha.cfg 2>/dev/null)"
line 'haproxy runs' "$(tr '\0' '\n' <"/proc/$(systemctl show -p MainPID --value haproxy)/cmdline" 2>/dev/null | grep -v -e '^-sf$' -e '^-x$' -e '^[0-9][0-9]*$' -e '^sockpair@' -e 'haproxy/stats' | words | sed 's# -S /run/haproxy-master.sock##')"
for unit in haproxy pgsqlchk jarvis; do
  line "$unit" "$(systemctl is-enabled "$unit" 2>/dev/null || true) $(systemctl is-active "$unit" || true)"
done
line apache "$(systemctl is-active apache2 httpd | grep -c '^active')"
line packages "$(for package in haproxy socat curl n2pg-aux; do
  if { command -v rpm >/dev/null && rpm -q "$package"; } >/dev/null 2>&1 ||
    { command -v dpkg-query >/dev/null && dpkg-query -W -f '${db:Status-Abbrev}' "$package" | grep -q '^ii'; } 2>/dev/null; then
    echo "$package"
  fi
done | words)"
line listens "$(ss -Hltn | sed 's/.*[:.]\([0-9]*\) .*/\1/' | grep -x -e 80 -e 81 -e 7000 -e 10000 -e 15432 -e 25432 | sort -nu | words)"
for set in '' --permanent; do
  line "ports ${set:-runtime}" "$(firewall-cmd $set --list-ports | tr ' ' '\n' | sort | words)"
  line "rules ${set:-runtime}" "$(firewall-cmd $set --list-rich-rules | sed 's/rule family="ipv4" source address="\(.*\)" port port="\(.*\)" protocol="tcp" accept/\1:\2/' | sort | words)"
done
if [ -e /etc/jarvis/jarvis.conf ] && systemctl is-active -q postgresql; then
  line 'jarvis asks' "$(sed -n 's/^port = //p' /etc/jarvis/jarvis.conf)"
  line role "$(ask "SELECT rolcanlogin, rolsuper, left(rolpassword, 13) FROM pg_authid WHERE rolname = 'health_check_user'")"
  line 'role admitted from' "$(ask "SELECT address, netmask, auth_method FROM pg_hba_file_rules WHERE 'health_check_user' = ANY (user_name)" | cut -d'|' -f1 | sort -u | words)"
  line 'agent is told' "$(tr -d ' \n' </etc/psqlchk/config.json 2>/dev/null | sed 's/"health_check_user_password":"[^"]*"/password/') $(stat -c '%a %U' /etc/psqlchk/config.json 2>/dev/null)"
fi
