#!/bin/sh
# Prints the path of sslyze, the scanner of test/hosts/proxies/https-scan.test.ts. Installs one version of it in the cache the first time.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/lib.sh"

version=6.3.1
tools=$cache/sslyze-$version
if [ ! -e "$tools/complete" ]; then
  say "installing sslyze $version (once)"
  python3 -c 'import ensurepip' 2>/dev/null || "$root/scripts/apt-packages.sh" python3-venv
  rm -rf "$tools"
  python3 -m venv "$tools" || fail "Python has no venv here: install python3-venv"
  "$tools/bin/pip" -q install --disable-pip-version-check sslyze==$version
  : >"$tools/complete"
fi
echo "$tools/bin/sslyze"
