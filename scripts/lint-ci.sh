#!/bin/sh
# Checks the workflows in ci/ with pinned linters: actionlint, zizmor, and the JSON Schemas of GitHub and GitLab.
# Needs Go, and Python with venv; the tools are kept in the cache.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. scripts/lib.sh

have go || fail "actionlint is built with Go: install it"
have python3 || fail "zizmor and check-jsonschema need Python 3: install it"
tools=$cache/lint-ci-1
if [ ! -e "$tools/complete" ]; then
  say "installing the workflow linters (once)"
  rm -rf "$tools"
  python3 -m venv "$tools" || fail "Python has no venv here: install python3-venv"
  "$tools/bin/pip" -q install --disable-pip-version-check zizmor==1.32.0 check-jsonschema==0.39.0
  GOBIN=$tools/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
  : >"$tools/complete"
fi

echo "actionlint" && "$tools/bin/actionlint" -config-file ci/github/actionlint.yaml ci/github/*.yml
echo "zizmor" && "$tools/bin/zizmor" --quiet --offline --persona pedantic ci/github/*.yml
echo "schemas"
"$tools/bin/check-jsonschema" --quiet --builtin-schema vendor.github-workflows ci/github/*.yml
"$tools/bin/check-jsonschema" --quiet --builtin-schema vendor.gitlab-ci ci/gitlab/*.yml
