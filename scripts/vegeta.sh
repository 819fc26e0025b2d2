#!/bin/sh
# Prints the path of vegeta, the load of test/cluster/vip-hosts/load.test.ts. Builds one version of it in the cache the first time.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/lib.sh"
. "$root/scripts/setup/go.sh"

version=12.12.0
tools=$cache/vegeta-$version
if [ ! -x "$tools/vegeta" ]; then
  say "building vegeta $version (once)"
  have go || install_go "vegeta cannot be built: install Go 1.21 or newer"
  # A Go that is older than vegeta requires downloads a newer one itself.
  CGO_ENABLED=0 GOTOOLCHAIN=${GOTOOLCHAIN:-auto} GOBIN=$tools go install "github.com/tsenart/vegeta/v12@v$version" >&2
fi
echo "$tools/vegeta"
