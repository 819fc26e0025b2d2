#!/bin/sh
# Everything that needs no host: format, lint, ShellCheck, types.
set -eu
cd "$(dirname "$0")/.."

scripts/apt-packages.sh shellcheck
# Only what changed since the last time is looked at again; a fresh clone has no such memory.
seen=.dev/seen
mkdir -p "$seen"
# The linter alone takes half of the time: the rest goes on beside it.
eslint --cache --cache-location "$seen/eslint" . & lint=$!
trap 'kill $lint 2>/dev/null || true' EXIT
echo "format" && prettier --check --log-level warn --cache --cache-location "$seen/prettier" .
echo "types" && tsc --noEmit --incremental --tsBuildInfoFile "$seen/types"
echo "ShellCheck" && git ls-files -z '*.sh' | xargs -0 shellcheck -x
echo "messages" && git ls-files -z 'assets/*.sh' 'assets/*.py' 'tools/*.sh' 'scripts/*.sh' | xargs -0 node scripts/prose/messages.ts
echo "lint" && wait $lint
trap - EXIT
