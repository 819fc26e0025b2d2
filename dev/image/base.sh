#!/bin/sh
# Makes a bare Debian: base.sh RELEASE IMAGE. It is pulled, or put together from Debian's packages where no image registry answers.
set -eu
RELEASE=$1
IMAGE=$2

docker image inspect "$IMAGE" > /dev/null 2>&1 && exit 0

if timeout 60 docker pull -q "debian:$RELEASE-slim" > /dev/null 2>&1; then
  docker tag "debian:$RELEASE-slim" "$IMAGE"
  exit 0
fi

if ! "$(dirname "$0")/../../scripts/apt-packages.sh" mmdebstrap; then
  echo "image debian:$RELEASE-slim can't be pulled, and mmdebstrap is missing: install it, as root, and try again" >&2
  exit 1
fi
# A mirror may lag behind, with lists of testing that have expired: for hosts that live for a test that is good enough.
archive=$(mktemp)
trap 'rm -f "$archive"' EXIT
mmdebstrap --quiet --variant=apt --format=tar \
  --dpkgopt="$(dirname "$0")/common/etc/dpkg/dpkg.cfg.d/n2dev" \
  --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Check-Valid-Until "false"' \
  "$RELEASE" "$archive"
docker import "$archive" "$IMAGE" > /dev/null
