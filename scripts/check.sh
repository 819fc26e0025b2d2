#!/bin/sh
# Runs all checks that need no host: format, lint, ShellCheck, types.
set -eu
cd "$(dirname "$0")/.."

scripts/apt-packages.sh shellcheck
# Only files that changed since the last run are checked again; a fresh clone checks all of them.
seen=.dev/seen
mkdir -p "$seen"
# The linter alone takes half of the time, so the other checks run beside it.
eslint --cache --cache-location "$seen/eslint" . & lint=$!
trap 'kill $lint 2>/dev/null || true' EXIT
echo "format" && prettier --check --log-level warn --cache --cache-location "$seen/prettier" .
echo "types" && tsc --noEmit --incremental --tsBuildInfoFile "$seen/types"
echo "ShellCheck" && git ls-files -z '*.sh' | xargs -0 shellcheck -x
echo "messages" && git ls-files -z 'assets/*.sh' 'assets/*.py' 'tools/*.sh' 'scripts/*.sh' | xargs -0 node scripts/prose/messages.ts
echo "lint" && wait $lint
trap - EXIT
