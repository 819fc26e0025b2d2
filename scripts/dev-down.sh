#!/bin/sh
# Removes the dev stack: hosts, network, state. Images and downloads stay, so that the next one is quick.
set -eu
cd "$(dirname "$0")/.."

if pulumi stack select dev 2>/dev/null; then
  # The hosts are removed as a whole, so nothing on them has to be undone first.
  docker ps -aq --filter label=n2acd-dev=n2acd-dev | xargs -r docker rm -f >/dev/null
  docker network rm n2acd-dev >/dev/null 2>&1 || true
  pulumi stack rm dev --yes --force --preserve-config
fi
