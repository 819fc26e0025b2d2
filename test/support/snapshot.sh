#!/bin/sh
# Prints what a host looks like, a line KEY<TAB>VALUE each: everything that setting it up can change. See snapshot.ts.
set -u
export LC_ALL=C
TAB=$(printf '\t')

# Files: type, mode, owner, and content or target. Left out: what any run of useradd, ldconfig or systemd rewrites.
describe() {
  find "$@" \
    ! -path /etc/.pwd.lock ! -path /etc/ld.so.cache ! -path /etc/.updated ! -path /etc/mtab ! -path '/etc/*-' \
    ! -path '/etc/resolv.conf' ! -path '/etc/hosts' ! -path '/etc/hostname' \
    \( -type f -o -type d -o -type l \) -printf '%p\t%y %m %u:%g %l\n' 2>/dev/null
}

hashes() { find "$@" -type f -exec sha256sum {} + 2>/dev/null | awk '{ print $2 "\t" $1 }'; }

hbas() {
  for socket in /var/run/postgresql/.s.PGSQL.*; do
    case "$socket" in *.lock | *'*') continue ;; esac
    ask "${socket##*.}" 'SHOW hba_file'
  done
}

ask() { (cd / && runuser -u postgres -- psql -XqAt -p "$1" -d postgres -c "$2"); }

pg=$(hbas)
{
  describe /etc /usr/local
  describe /var/lib -maxdepth 1
  describe /usr/sbin/policy-rc.d /etc/systemd
  for hba in $pg; do describe "$hba" "$(dirname "$hba")" -maxdepth 1 -name 'pg_hba*'; done
} | sort -u | sed 's/^/file /'
# shellcheck disable=SC2086 # a word a file
hashes /etc /usr/local $pg | sort -u |
  grep -v -E '^(/etc/(\.pwd\.lock|ld\.so\.cache|\.updated|resolv\.conf|hosts|hostname)|/etc/[^/]*-)'"$TAB" | sed 's/^/content /'

if command -v dpkg-query >/dev/null; then
  # shellcheck disable=SC2016
  dpkg-query -W -f 'deb ${binary:Package}\t${Version} ${db:Status-Abbrev}\n'
fi
if command -v rpm >/dev/null; then rpm -qa --qf 'rpm %{NAME}\t%{VERSION}-%{RELEASE}\n' | sort; fi

systemctl list-unit-files --no-legend --plain | awk '{ print "unit file " $1 "\t" $2 }'
systemctl list-units --no-legend --plain --type=service,socket,timer --state=active,failed |
  awk '$1 !~ /^(polkit|systemd-|user@|user-|session-|apt-|dpkg-|run-)/ { print "unit " $1 "\t" $3 }'
ss -Hltn | awk '{ print "listens " $4 "\tyes" }' | sort -u

for set in '' --permanent; do
  firewall-cmd $set --list-all-zones 2>/dev/null | awk -v set="${set:-runtime}" '
    /^[^ \t]/ { zone = $1; next }
    NF { gsub(/\t/, " "); n[zone]++; print "firewalld " set " " zone " " $0 "\tyes" }' | sort
done
if command -v getsebool >/dev/null; then getsebool haproxy_connect_any 2>/dev/null | sed "s/ --> /$TAB/"; fi

for socket in /var/run/postgresql/.s.PGSQL.*; do
  case "$socket" in *.lock | *'*') continue ;; esac
  port=${socket##*.}
  ask "$port" "SELECT format('role %s %s', $port, rolname), concat_ws(' ', rolcanlogin, rolsuper, md5(rolpassword),
    rolconnlimit, rolvaliduntil, shobj_description(oid, 'pg_authid')) FROM pg_authid ORDER BY 1" | sed "s/|/$TAB/"
  ask "$port" 'TABLE pg_hba_file_rules' | awk -v port="$port" '{ print "hba rule " port " " NR "\t" $0 }'
done
