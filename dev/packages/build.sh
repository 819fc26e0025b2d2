#!/bin/sh
# Makes the two local repositories, OUT/apt and OUT/dnf, from what download.sh fetched and the vendor stand-ins.
set -eu
DEBS=$1
OUT=$2
HERE=$(cd "$(dirname "$0")" && pwd)

mkdir -p "$OUT/apt" "$OUT/dnf"
cp "$DEBS"/*.deb "$OUT/apt/"
sh "$HERE/from-debs.sh" "$DEBS" "$HERE/el" "$OUT/dnf"
for package in n2pg-aux jarvis; do
  sh "$HERE/deb.sh" "$HERE/../vendor/$package" "$OUT/apt"
  sh "$HERE/rpm.sh" "$HERE/../vendor/$package" "$OUT/dnf"
done
for package in httpd postgresql-server n2dev-release; do
  sh "$HERE/rpm.sh" "$HERE/el/$package" "$OUT/dnf"
done
(cd "$OUT/apt" && apt-ftparchive packages . > Packages)
createrepo_c --quiet "$OUT/dnf"
