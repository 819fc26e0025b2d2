#!/bin/sh
# Installs what the make targets need; returns quickly when all of it exists.
#   scripts/setup.sh base     Node and the npm packages (lint, types, unit tests)
#   scripts/setup.sh engine   and the Pulumi engine with its plugins (the default)
#   scripts/setup.sh dev      and a Docker engine
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

. "$root/scripts/lib.sh"
. "$root/ci/checksums.sh"
. "$root/scripts/setup/node.sh"
. "$root/scripts/setup/go.sh"
. "$root/scripts/setup/engine.sh"
. "$root/scripts/setup/plugins.sh"
. "$root/scripts/setup/docker.sh"

want=${1:-engine}
case $want in
base | engine | dev) ;;
*) fail "'$want' is not one of base, engine, dev" ;;
esac

mkdir -p "$dev/bin" "$cache"
PATH=$dev/bin:$PATH
setup_node
setup_npm_packages
if [ "$want" != base ]; then
  setup_engine
  setup_plugins
fi
if [ "$want" = dev ]; then setup_docker; fi
