#!/bin/sh
# Prints the environment of the dev and test stacks:  eval "$(scripts/env.sh)"
# Their engine, plugins, state and passphrase are this clone's own. Nothing here is for a stack of yours: there,
# run `pulumi` with your own backend, without this.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
dev=$root/.dev

mkdir -p "$dev/state"
quote() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
set_to() { printf 'export %s=%s\n' "$1" "$(quote "$2")"; }

case :$PATH: in
*":$dev/bin:"*) ;;
*) set_to PATH "$dev/bin:$root/node_modules/.bin:$PATH" ;;
esac
set_to PULUMI_HOME "$dev/pulumi-home"
set_to PULUMI_BACKEND_URL "file://$dev/state"
# No secret: it has to fit Pulumi.dev.yaml, which everybody has, and all it guards is containers on this machine.
set_to PULUMI_CONFIG_PASSPHRASE n2acd-dev
# The state is written whole around each step: packed, it is a twelfth of that, for the toolkit of one host is that of the next.
set_to PULUMI_DIY_BACKEND_ZSTD true
set_to PULUMI_SKIP_UPDATE_CHECK true
# Node compiles Pulumi's SDK anew in each of the processes of a run otherwise.
set_to NODE_COMPILE_CACHE "$dev/compile-cache"
# A plugin that is not there is to be an error now, not a long wait for a download that cannot work.
if [ -f "$dev/stand-ins" ]; then set_to PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION true; fi
