#!/bin/sh
# Runs in the container of Dockerfile: writes disk, kernel and initrd to /out. Each node's keys are in /keys.
set -eu
cp -R /keys/. /host/etc/n2dev/keys/
printf '127.0.0.1 localhost sms-01 fe-01\n' > /host/etc/hosts
: > /host/etc/resolv.conf
rm -f /host/.dockerenv
mke2fs -q -t ext4 -d /host /out/disk.raw 3G
cp /boot/vmlinuz-* /out/kernel
cp /boot/initrd.img-* /out/initrd
chmod 644 /out/*
