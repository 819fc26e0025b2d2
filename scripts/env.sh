#!/bin/sh
# Prints the environment of the dev and test stacks:  eval "$(scripts/env.sh)"
# Their engine, plugins, state and passphrase are this clone's own. Nothing here is for a stack of yours: there,
# run `pulumi` with your own backend, without this.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
dev=$root/.dev

mkdir -p "$dev/state"
if [ ! -s "$dev/passphrase" ]; then
  (
    umask 077
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$dev/passphrase.$$"
  )
  # The first of two runs at once wins: a second passphrase would lock the state.
  ln "$dev/passphrase.$$" "$dev/passphrase" 2>/dev/null || true
  rm -f "$dev/passphrase.$$"
fi

quote() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
set_to() { printf 'export %s=%s\n' "$1" "$(quote "$2")"; }

case :$PATH: in
*":$dev/bin:"*) ;;
*) set_to PATH "$dev/bin:$root/node_modules/.bin:$PATH" ;;
esac
set_to PULUMI_HOME "$dev/pulumi-home"
set_to PULUMI_BACKEND_URL "file://$dev/state"
set_to PULUMI_CONFIG_PASSPHRASE_FILE "$dev/passphrase"
set_to PULUMI_SKIP_UPDATE_CHECK true
# It would win over the file.
echo 'unset PULUMI_CONFIG_PASSPHRASE'
# A plugin that is not there is to be an error now, not a long wait for a download that cannot work.
if [ -f "$dev/stand-ins" ]; then set_to PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION true; fi
