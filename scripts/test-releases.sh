#!/bin/sh
# Tests the main job, failover, drift, adoption, both agents, a rotation and changes of membership on hosts of these Debian releases:
# test-releases.sh RELEASE... What passes is recorded in test/support/releases/seen.json, on which the README's table is based.
set -eu
cd "$(dirname "$0")/.."
for release in "$@"; do
  echo "test-releases: $release" >&2
  RELEASE=$release node --test --test-concurrency=1 test/cluster/e2e/inventory.test.ts test/cluster/e2e/drift.test.ts test/cluster/adoption/adoption.test.ts \
    test/hosts/steps/agent-bundled.test.ts test/hosts/rotation/rotation.test.ts test/cluster/membership/membership.test.ts
  node test/support/releases/record.ts "$release"
done
