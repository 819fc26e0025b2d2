#!/bin/sh
# The main job, failover, drift, adoption, both agents, a rotation and changes of membership on hosts of these Debian releases:
# test-releases.sh RELEASE... What passes is recorded in test/releases/seen.json, which the README's table goes by.
set -eu
cd "$(dirname "$0")/.."
for release in "$@"; do
  echo "test-releases: $release" >&2
  RELEASE=$release node --test --test-concurrency=1 test/e2e/inventory.test.ts test/e2e/drift.test.ts test/adoption/adoption.test.ts \
    test/agent-step/bundled.test.ts test/rotation/rotation.test.ts test/membership/membership.test.ts
  node test/releases/record.ts "$release"
done
