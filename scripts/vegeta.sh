#!/bin/sh
# Says where vegeta is, the load of test/vip/hosts/load.test.ts: in the cache, in one version. Builds it the first time.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/lib.sh"

version=12.12.0
tools=$cache/vegeta-$version
if [ ! -x "$tools/vegeta" ]; then
  say "building vegeta $version (once)"
  have go || "$root/scripts/apt-packages.sh" golang-go
  # Debian's Go may be older than vegeta wants, and fetches a newer one itself.
  CGO_ENABLED=0 GOTOOLCHAIN=${GOTOOLCHAIN:-auto} GOBIN=$tools go install "github.com/tsenart/vegeta/v12@v$version" >&2
fi
echo "$tools/vegeta"
