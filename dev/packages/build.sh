#!/bin/sh
# Adds the vendor stand-ins to what download.sh fetched and makes both local repositories: OUT/apt and OUT/dnf.
set -eu
OUT=$1
HERE=$(cd "$(dirname "$0")" && pwd)

for package in n2pg-aux jarvis; do
  sh "$HERE/deb.sh" "$HERE/../vendor/$package" "$OUT/apt"
done
mkdir -p "$OUT/dnf"
(cd "$OUT/apt" && apt-ftparchive packages . > Packages)
