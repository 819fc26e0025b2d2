#!/bin/sh
# The first process of a small host: FOLDER's etc, www, ... take the place of this machine's, for its processes alone.
#
#   init.sh FOLDER
set -eu
folder=$1
mount --make-rprivate /
for each in etc usr/local/lib var/www var/lib/haproxy var/log/apache2 var/lib/n2acd-ha; do
  mkdir -p "$folder/$each" "/$each"
  mount --bind "$folder/$each" "/$each"
done
mount -t tmpfs none /run
mkdir -p /run/apache2 /run/lock "$folder/enabled"
ip link set lo up
: >"$folder/ready"
# Orphans end here.
while :; do
  sleep 60 &
  wait $! || true
done
