#!/bin/sh
# Everything that needs no host: format, lint, ShellCheck, types.
set -eu
cd "$(dirname "$0")/.."

scripts/apt-packages.sh shellcheck
echo "format" && prettier --check --log-level warn .
echo "lint" && eslint .
echo "types" && tsc --noEmit
echo "ShellCheck" && git ls-files -z '*.sh' | xargs -0 shellcheck -x
