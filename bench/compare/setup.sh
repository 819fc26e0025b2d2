#!/bin/sh
# The rivals in .dev/rivals/, and the dev hosts' images with what Ansible expects of a Debian host: python3-apt. EL's look-alike
# has python3-dnf already.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rivals=$root/.dev/rivals

python3 -c 'import ensurepip' 2>/dev/null || "$root/scripts/apt-packages.sh" python3-venv
if ! cmp -s "$here/requirements.txt" "$rivals/requirements.txt"; then
  rm -rf "$rivals"
  python3 -m venv "$rivals"
  "$rivals/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$rivals/"
fi

"$root/dev/image/build.sh"
host_image() { sh "$root/dev/image/name.sh" "$1"; }
bench_image() { IMAGE=n2acd-bench host_image "$1"; }
docker tag "$(host_image dnf)" "$(bench_image dnf)"
docker image inspect "$(bench_image apt)" >/dev/null 2>&1 ||
  docker build -q --network host --build-arg "IMAGE=$(host_image apt)" --tag "$(bench_image apt)" "$here/image" >/dev/null

# Each systemd takes three inotify instances, and Linux gives root 128: 50 hosts would end while they boot. A ceiling only,
# until the next boot of this machine.
instances=/proc/sys/fs/inotify/max_user_instances
[ "$(cat $instances)" -ge 1024 ] || echo 1024 >$instances
