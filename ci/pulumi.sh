#!/bin/sh
# Puts the Pulumi CLI into FOLDER/pulumi, and plugins where it looks for them, in the versions of package.json:
#
#   ci/pulumi.sh FOLDER|- [PLUGIN...]         -: the CLI is on PATH already
#
# Whoever can alter what is downloaded here is root on every node: nothing is unpacked that ci/checksums.txt does not pin.
# N2ACD_DOWNLOADS: a mirror with the same folders as get.pulumi.com/releases.
set -eu
cd "$(dirname "$0")/.."
. ci/checksums.sh
. ci/archives.sh

into=${1?say the folder for the CLI}
shift

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$into" != - ]; then
  archive=$(cli_archive)
  fetch "$work" sdk "$archive"
  mkdir -p "$into"
  tar -xzf "$work/$archive" -C "$into" --no-same-owner
  PATH=$(cd "$into" && pwd)/pulumi:$PATH
fi
for plugin in "$@"; do
  archive=$(plugin_archive "$plugin")
  fetch "$work" plugins "$archive"
  pulumi plugin install resource "$plugin" "$(version_of "$plugin")" --file "$work/$archive" >&2
done
