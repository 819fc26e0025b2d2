#!/bin/sh
# Makes the disk, the kernel and the initrd of virtual machines from the dev hosts' apt image, and prints the folder that has them. Takes
# half a minute the first time.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../../../.." && pwd)
HOST=$(sh "$ROOT/dev/image/name.sh" apt@bookworm)
IMAGE=${HOST%%:*}
MACHINES=$ROOT/.dev/vm

"$ROOT/dev/image/build.sh" bookworm
mkdir -p "$MACHINES"
exec 9> "$MACHINES/lock"
flock 9
"$ROOT/dev/keys.sh" vm
"$ROOT/dev/certificates.sh" vm
keys=$ROOT/.dev/keys/vm
tag=$({ echo "$HOST"; find "$HERE" "$keys" -type f | LC_ALL=C sort | xargs cat; } | sha256sum | cut -c1-12)
made=$MACHINES/$tag
if [ ! -s "$made/disk.raw" ]; then
  rm -rf "${MACHINES:?}"/*/
  mkdir -p "$made.new"
  printf "a virtual machine's disk, from %s ...\n" "$HOST" >&2
  {
    docker build --network host --build-arg "BASE=$IMAGE:base" --build-arg "HOST=$HOST" --tag "$IMAGE:vm" "$HERE" &&
      docker run --rm --volume "$made.new:/out" --volume "$keys:/keys:ro" "$IMAGE:vm" sh /disk.sh
  } > "$MACHINES/log" 2>&1 || {
    tail -n 30 "$MACHINES/log" >&2
    exit 1
  }
  mv "$made.new" "$made"
fi
echo "$made"
