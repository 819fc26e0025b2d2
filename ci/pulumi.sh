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

downloads=${N2ACD_DOWNLOADS:-https://get.pulumi.com/releases}
into=${1?say the folder for the CLI}
shift
case $(uname -m) in
x86_64) cli_arch=x64 plugin_arch=amd64 ;;
aarch64 | arm64) cli_arch=arm64 plugin_arch=arm64 ;;
*)
  echo "error: Pulumi is not published for $(uname -m)" >&2
  exit 1
  ;;
esac

version_of() { sed -n "s|^ *\"@pulumi/$1\": \"\([0-9.]*\)\",\{0,1\}\$|\1|p" package.json; }

# fetch FOLDER FILE: the archive is in $work, and is the pinned one.
fetch() {
  # Before the download: what cannot be verified needs none.
  if [ -n "$(checksum_of "$2")" ]; then curl -fsSL --retry 3 -o "$work/$2" "$downloads/$1/$2"; fi
  require_checksum "$work" "$2"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$into" != - ]; then
  archive=pulumi-v$(version_of pulumi)-linux-$cli_arch.tar.gz
  fetch sdk "$archive"
  mkdir -p "$into"
  tar -xzf "$work/$archive" -C "$into" --no-same-owner
  PATH=$(cd "$into" && pwd)/pulumi:$PATH
fi
for plugin in "$@"; do
  version=$(version_of "$plugin")
  archive=pulumi-resource-$plugin-v$version-linux-$plugin_arch.tar.gz
  fetch plugins "$archive"
  pulumi plugin install resource "$plugin" "$version" --file "$work/$archive" >&2
done
