#!/bin/sh
# Prints the tag of the dev images: a hash of everything that goes into them.
set -eu
cd "$(dirname "$0")/.."
find image packages vendor -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12
