#!/bin/sh
# read.sh DISK: prints the files on a disk as a power cut left it, as look.sh prints those of a machine that runs. Nothing is booted or mounted:
# e2fsck replays the journal of the file system, and debugfs reads it.
set -eu
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu-img convert -O raw "$1" "$work/disk"
e2fsck -fy "$work/disk" > "$work/fsck" 2>&1 || [ $? -lt 4 ]
mkdir -p "$work/root/usr" "$work/root/var/lib"
dump() { debugfs -R "rdump $1 $work/root$2" "$work/disk" > /dev/null 2>&1; }
dump /etc ''
dump /usr/local /usr
dump /var/lib/n2acd-ha /var/lib
cd "$work/root"
find . -path ./var/lib/n2acd-ha/toolkit -prune -o -type f -printf '%P\t%m - %s\n' > "$work/files"
cut -f 1 "$work/files" | tr '\n' '\0' | xargs -0 sha256sum | cut -c1-16 | paste "$work/files" - |
  awk -F '\t' '{ print "file /" $1 "\t" $2 " " $3 }'
