#!/bin/sh
# There is room again: what was written meanwhile is on the disk.
set -eu
cd /
for folder in "$@"; do
  new=/var/tmp/n2life/mounts$folder
  mountpoint -q "$new" || continue
  umount -l "$folder"
  rm -f "$new/.n2life-full"
  (cd "$folder" && find . -xdev -depth -mindepth 1) | while IFS= read -r path; do
    if [ ! -e "$new/$path" ] && [ ! -L "$new/$path" ]; then rm -rf "${folder:?}/$path"; fi
  done
  # Docker's own files, and the host's keys, are mounted there, each by itself.
  (cd "$new" && tar -cf - --exclude=./resolv.conf --exclude=./hosts --exclude=./hostname --exclude=./n2dev/keys .) | (cd "$folder" && tar -xpf -)
  umount "$new"
done
