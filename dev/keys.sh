#!/bin/sh
# Makes the dev hosts' SSH keys where they are missing: keys.sh NODE...
#   .dev/keys/client[.pub]     the key that may log in as deploy
#   .dev/keys/NODE/host[.pub]  the node's host key; NODE/authorized is the client's public key
set -eu
KEYS=$(cd "$(dirname "$0")/.." && pwd)/.dev/keys
umask 077
mkdir -p "$KEYS"

make_key() { # FILE COMMENT
  [ -s "$1.pub" ] && return
  # Made aside and moved, so that two runs at once end with one whole pair.
  ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1.$$"
  ln "$1.$$" "$1" 2> /dev/null && mv "$1.$$.pub" "$1.pub"
  rm -f "$1.$$" "$1.$$.pub"
}

make_key "$KEYS/client" n2acd-dev
for node in "$@"; do
  mkdir -p "$KEYS/$node"
  make_key "$KEYS/$node/host" "$node"
  cp "$KEYS/client.pub" "$KEYS/$node/authorized"
done
