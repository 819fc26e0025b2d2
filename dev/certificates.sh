#!/bin/sh
# Makes the certificates of the dev hosts' pages where they are missing or about to end, in KEYS or .dev/keys: certificates.sh NODE...
#   KEYS/authority.crt   the authority that a client has to trust; its key is authority.key
#   KEYS/NODE/https.pem  the node's certificate for portal.acd.example and its own name, the authority's, and the node's key
set -eu
KEYS=${KEYS:-$(cd "$(dirname "$0")/.." && pwd)/.dev/keys}
umask 077
mkdir -p "$KEYS"
exec 9> "$KEYS/certificates.lock"
flock 9

lasts() { [ -s "$1" ] && openssl x509 -in "$1" -noout -checkend 864000 > /dev/null; }

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2> /dev/null; }

if ! lasts "$KEYS/authority.crt"; then
  new_key "$KEYS/authority.key"
  openssl req -x509 -new -key "$KEYS/authority.key" -subj '/CN=n2acd-ha dev authority' -days 800 -out "$KEYS/authority.crt"
  rm -f "$KEYS"/*/https.pem
fi
for node in "$@"; do
  if lasts "$KEYS/$node/https.pem"; then continue; fi
  made=$(mktemp -d)
  new_key "$made/key"
  printf 'subjectAltName=DNS:portal.acd.example,DNS:%s\n' "$node" > "$made/names"
  openssl req -new -key "$made/key" -subj /CN=portal.acd.example -out "$made/request"
  openssl x509 -req -in "$made/request" -CA "$KEYS/authority.crt" -CAkey "$KEYS/authority.key" -CAcreateserial -days 400 \
    -extfile "$made/names" -out "$made/certificate" 2> /dev/null
  mkdir -p "$KEYS/$node"
  cat "$made/certificate" "$KEYS/authority.crt" "$made/key" > "$KEYS/$node/https.pem.new"
  mv "$KEYS/$node/https.pem.new" "$KEYS/$node/https.pem"
  rm -r "$made"
done
