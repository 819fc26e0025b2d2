#!/bin/sh
# Fetches what the program may install from Debian, with whatever the hosts lack that it needs: download.sh OUT.
set -eu
apt-get update -q
apt-get install -q -y --download-only haproxy socat curl keepalived
mkdir -p "$1"
mv /var/cache/apt/archives/*.deb "$1/"
# The hosts in EL's layout lack it, though Debian's Apache brought it along.
(cd "$1" && apt-get download -q openssl)
