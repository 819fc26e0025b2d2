#!/bin/sh
# scripts/apt-packages.sh NAME...: installs those of these Debian/Ubuntu packages that are missing; on other systems it fails and names them.
# Services that come with them are not started.
set -eu

missing=
for name in "$@"; do
  case $(dpkg-query -W -f='${Status}' "$name" 2>/dev/null) in
  *" installed") ;;
  *) missing="$missing $name" ;;
  esac
done
[ -n "$missing" ] || exit 0

fail() {
  printf '%s\n' "error: $1" >&2
  exit 1
}
command -v apt-get >/dev/null 2>&1 || fail "needed here, by their Debian names:$missing. Install them, then run this again."

if [ "$(id -u)" = 0 ]; then as_root=
elif sudo -n true 2>/dev/null; then as_root="sudo -n"
else fail "needed and not installed:$missing. Run: sudo apt-get install$missing"; fi

policy=/usr/sbin/policy-rc.d
ours=
cleanup() { if [ -n "$ours" ]; then $as_root rm -f "$policy"; fi; }
trap cleanup EXIT
trap 'exit 130' INT TERM
if [ ! -e "$policy" ]; then
  ours=yes
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod +x "$policy"
fi

log=$(mktemp)
run_apt() {
  # shellcheck disable=SC2086 # both are lists of words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@" >"$log" 2>&1
}
printf '%s\n' "installing:$missing" >&2
# shellcheck disable=SC2086 # a list of words
if ! run_apt install -y --no-install-recommends $missing; then
  # The package lists may be missing or old. When one repository fails, the others may still have what is needed.
  run_apt update || true
  run_apt install -y --no-install-recommends $missing || {
    tail -n 5 "$log" >&2
    fail "apt-get could not install:$missing"
  }
fi
rm -f "$log"
