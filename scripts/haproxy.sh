#!/bin/sh
# Prints the path of the HAProxy of another Debian release, for a test on this machine: scripts/haproxy.sh RELEASE. It is taken from Debian's
# packages, with the libraries that it needs, and is kept in the cache.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/lib.sh"

release=$1
home=$cache/haproxy-$release
if [ ! -e "$home/complete" ]; then
  say "getting the HAProxy of Debian $release (once)"
  "$root/scripts/apt-packages.sh" mmdebstrap patchelf
  rm -rf "$home"
  # A mirror may lag behind, so that its lists of testing have expired: that is good enough for a test.
  mmdebstrap --quiet --variant=extract --include=haproxy --aptopt='Acquire::Languages "none"' \
    --aptopt='Acquire::Check-Valid-Until "false"' "$release" "$home" >&2 || fail "Debian $release gives no HAProxy here"
  libraries=$(find "$home" -name '*.so.*' -printf '%h\n' | grep -E '/lib(/|$)' | sort -u | paste -s -d :)
  loader=$(find "$home" -name 'ld-linux-*.so.*' | head -n 1)
  patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$home/usr/sbin/haproxy"
  "$home/usr/sbin/haproxy" -v >/dev/null || fail "the HAProxy of Debian $release does not run here"
  : >"$home/complete"
fi
echo "$home/usr/sbin/haproxy"
