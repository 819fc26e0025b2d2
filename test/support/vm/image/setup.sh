#!/bin/sh
# What a dev host needs as a virtual machine, and does not need as a container.
set -eu
dpkg -i /tmp/debs/*.deb
# As on real hosts: dpkg syncs what it unpacks.
sed -i '/^force-unsafe-io$/d' /etc/dpkg/dpkg.cfg.d/n2dev
systemctl enable -q systemd-networkd
systemctl mask -q serial-getty@.service systemd-networkd.socket
mkdir -p /etc/n2dev/keys
systemctl mask -q proc-sys-fs-binfmt_misc.automount systemd-binfmt.service dev-hugepages.mount
# What an emulated processor spends seconds on, and no step has to do with.
systemctl mask -q modprobe@configfs.service modprobe@dm_mod.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service \
  modprobe@loop.service sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
  systemd-pstore.service e2scrub_reap.service systemd-random-seed.service
