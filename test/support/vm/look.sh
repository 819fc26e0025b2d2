#!/bin/sh
# Prints what a power cut could damage on a host, a line KEY<TAB>VALUE each, as test/support/snapshot.sh does for all that a host is.
set -u
export LC_ALL=C

# Files that programs of the system write at each boot are left out, and the toolkit, which the test itself has put there.
find /etc /usr/local /var/lib/n2acd-ha /var/lib/n2acd-ha-status /etc/postgresql/*/main/pg_hba.conf \
  -path /var/lib/n2acd-ha/toolkit -prune -o -path /etc/n2dev -prune -o \
  -path /etc/.pwd.lock -o -path /etc/ld.so.cache -o -path /etc/.updated -o -path '/etc/*-' -o -name .lock -o -name '*.pyc' -o \
  -type f -printf '%p\t%m %u:%g %s\n' 2>/dev/null | sort -u >/run/look
cut -f 1 /run/look | tr '\n' '\0' | xargs -0 sha256sum | cut -c1-16 | paste /run/look - |
  awk -F '\t' '{ print "file " $1 "\t" $2 " " $3 }'
find /etc /var/lib/n2acd-ha -path /var/lib/n2acd-ha/toolkit -prune -o -type l -printf 'link %p\t%l\n' | sort

for unit in apache2 postgresql@15-main jarvis haproxy n2acd-ha-agent n2acd-ha-guard keepalived n2acd-ha-status.socket firewalld; do
  printf 'unit %s\t%s %s\n' "$unit" "$(systemctl is-active "$unit")" "$(systemctl is-enabled "$unit" 2>/dev/null)"
done

status() { curl -sk -m 10 -o /dev/null -w '%{http_code}' "$@"; }
# Port 80 and 443 are somebody's all the time: Apache's, or HAProxy's with Apache behind it.
serves() {
  if command -v curl >/dev/null; then
    for url in http://10.0.2.15/ https://10.0.2.15/ http://127.0.0.1:7000/ http://127.0.0.1:8405/metrics http://10.0.2.15:25432/ http://10.0.2.80/ \
      http://10.0.2.15/n2acd-fe/jarvis-agent; do
      printf 'serves %s\t%s\n' "$url" "$(status "$url")"
    done
  fi
  if [ -d /run/postgresql ]; then
    for port in 5432 15432; do
      printf 'serves postgresql %s\t%s\n' "$port" \
        "$(PGPASSWORD=jarvis PGCONNECT_TIMEOUT=10 psql -h 127.0.0.1 -p $port -U jarvis -XAtqc 'SELECT pg_is_in_recovery()' acd 2>/dev/null)"
    done
    cd / && runuser -u postgres -- psql -XAtqF ' ' -c "SELECT 'role ' || rolname || chr(9) || md5(rolpassword) FROM pg_authid WHERE rolname LIKE 'health%'"
  fi
}
if [ "${what-}" = files ]; then exit 0; fi
# What a service needs after it was started, such as the checks of a proxy, takes a moment.
serves >/run/look.served
for _ in 1 2 3 4 5 6; do
  sleep 1
  serves >/run/look.again
  if cmp -s /run/look.served /run/look.again; then break; fi
  mv /run/look.again /run/look.served
done
cat /run/look.served
rm -f /run/look /run/look.served /run/look.again
