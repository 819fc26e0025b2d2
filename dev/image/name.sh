#!/bin/sh
# Prints the image of dev hosts of this flavour: name.sh apt, or name.sh apt@trixie for that Debian. The tag is a hash of everything
# that goes into it. IMAGE is another name for the part before the colon.
set -eu
cd "$(dirname "$0")/.."
flavour=${1%@*}
release=$(sh image/release.sh "$1")
case "$release" in
  bookworm) image=${IMAGE:-n2acd-dev} ;;
  *) image=${IMAGE:-n2acd-dev-$release} ;;
esac
tag=$(find image packages vendor -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
echo "$image:$flavour-$tag"
