#!/bin/sh
# Makes a release of the commit that is checked out, in dist/release/ (docs/releasing.md):
#
#   DOWNLOADS=FOLDER   takes Pulumi's archives from that folder, instead of downloading them
#   BUNDLE=no          makes no air-gapped bundle; only the bundle needs Pulumi's archives
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. ci/checksums.sh
. ci/archives.sh
. scripts/release/bundle.sh
. scripts/release/sbom.sh

fail() {
  printf 'error: %s. What to do: %s.\n' "$1" "$2" >&2
  exit 1
}

version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
name=n2acd-ha-$version

# The package is made from the files in the work tree, the bundle from what is committed.
[ -z "$(git status --porcelain)" ] || fail "the clone has changes that are not committed: $(git status --short | head -n 3 | tr '\n' ' ')" \
  "commit or stash them: a release is made of one commit"
[ "$(git tag --points-at HEAD --list "v$version")" ] ||
  echo "release: this commit has no tag v$version: a trial, not to be published" >&2

# dist/release exists only when all of it was made.
part=dist/release.part
rm -rf "$part" dist/release
mkdir -p "$part"
bundle=${BUNDLE:-yes}
if [ "$bundle" != no ]; then begin_bundle "$part"; fi
npm pack --silent --pack-destination "$part" >/dev/null
make_sbom "$part/n2acd-ha" "$part/$name.cdx.json"
if [ "$bundle" != no ]; then finish_bundle "$part"; fi
(cd "$part" && sha256sum -- "$name"* >SHA256SUMS)
mv "$part" dist/release
echo "release: dist/release has" >&2
ls -sh dist/release >&2
