#!/bin/sh
# Fetches Debian's haproxy, socat and curl, with whatever the hosts lack that they need: download.sh OUT.
set -eu
apt-get update -q
apt-get install -q -y --download-only haproxy socat curl
mkdir -p "$1"
mv /var/cache/apt/archives/*.deb "$1/"
