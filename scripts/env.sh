#!/bin/sh
# Prints the environment of the dev and test stacks:  eval "$(scripts/env.sh)"
# Their engine, plugins, state and passphrase are this clone's own. Do not use them for a stack of your own: run `pulumi` there
# with your own backend, without this script.
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
# The passphrase is no secret: it has to fit Pulumi.dev.yaml, which everybody has, and protects only containers on this machine.
set_to PULUMI_CONFIG_PASSPHRASE n2acd-dev
# The whole state is written before and after each step. Compressed it has a twelfth of the size, because all hosts have the same toolkit.
set_to PULUMI_DIY_BACKEND_ZSTD true
set_to PULUMI_SKIP_UPDATE_CHECK true
# Otherwise Node compiles Pulumi's SDK again in each of the processes of a run.
set_to NODE_COMPILE_CACHE "$dev/compile-cache"
# A missing plugin has to be an error at once, and not a long wait for a download that cannot succeed.
if [ -f "$dev/stand-ins" ]; then set_to PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION true; fi
