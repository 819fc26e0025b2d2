#!/bin/sh
# Makes the dev hosts' SSH keys where they are missing: keys.sh NODE...
#   .dev/keys/client[.pub]     the key that may log in as deploy
#   .dev/keys/NODE/host[.pub]  the node's host key; NODE/authorized is the client's public key
set -eu
KEYS=$(cd "$(dirname "$0")/.." && pwd)/.dev/keys
umask 077
mkdir -p "$KEYS"

wait_for() { # FILE, which another run is about to put in place
  tries=0
  until [ -s "$1" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 50 ] || { echo "$1 is missing, though its private key is there: remove both, then try again" >&2; exit 1; }
    sleep 0.1
  done
}

make_key() { # FILE COMMENT
  [ -s "$1.pub" ] && return
  # The key is made under another name and then linked, so that two runs at once end with one complete pair.
  ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1.$$"
  if ln "$1.$$" "$1" 2> /dev/null; then mv "$1.$$.pub" "$1.pub"; else wait_for "$1.pub"; fi
  rm -f "$1.$$" "$1.$$.pub"
}

make_key "$KEYS/client" n2acd-dev
for node in "$@"; do
  mkdir -p "$KEYS/$node"
  make_key "$KEYS/$node/host" "$node"
  cp "$KEYS/client.pub" "$KEYS/$node/authorized"
done
