#!/bin/sh
# Downloads the Debian packages that the program may install, and their dependencies that the hosts lack: download.sh OUT.
set -eu
apt-get update -q
apt-get install -q -y --download-only haproxy socat curl keepalived
mkdir -p "$1"
mv /var/cache/apt/archives/*.deb "$1/"
# The hosts in EL's layout lack openssl, although Debian's Apache brought it along.
(cd "$1" && apt-get download -q openssl)
