#!/bin/sh
# Makes the dev hosts' images, apt and dnf, for each Debian that is named, else for the one of release.sh; does nothing for those
# whose inputs haven't changed. About 2 minutes the first time, on two cores. The log is .dev/images.log.
set -eu
unset IMAGE
HERE=$(cd "$(dirname "$0")" && pwd)
LOG=$(dirname "$(dirname "$HERE")")/.dev/images.log

stage() { # WHAT COMMAND...
  what=$1
  started=$(date +%s)
  shift
  printf 'dev images: %s ...' "$what" >&2
  if ! "$@" >> "$LOG" 2>&1; then
    printf ' failed\n' >&2
    tail -n 30 "$LOG" >&2
    exit 1
  fi
  printf ' %s s\n' $(($(date +%s) - started)) >&2
}

build() { # IMAGE TARGET
  docker build --network host --build-arg "BASE=$1:base" --file "$HERE/Dockerfile" --target "$2" \
    --tag "$1:$2" "$(dirname "$HERE")"
}

images() { # RELEASE
  apt=$(sh "$HERE/name.sh" "apt@$1") dnf=$(sh "$HERE/name.sh" "dnf@$1")
  if docker image inspect "$apt" "$dnf" > /dev/null 2>&1; then
    return
  fi
  image=${apt%:*}
  stage "a bare Debian $1" sh "$HERE/base.sh" "$1" "$image:base"
  stage "PostgreSQL, Apache, firewalld, sshd" build "$image" common
  stage "dnf and rpm" build "$image" tools
  stage "the packages to be installed" build "$image" packages
  for host in "$apt" "$dnf"; do
    flavour=${host#*:} flavour=${flavour%-*}
    stage "the $flavour host" build "$image" "$flavour"
    docker tag "$image:$flavour" "$host"
  done
}

cache=${N2ACD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/n2acd-ha}
mkdir -p "$(dirname "$LOG")" "$cache"
# One build at a time, whichever clone it is for: who waited finds it done.
exec 9> "$cache/images.lock"
flock 9
: > "$LOG"
[ $# -gt 0 ] || set -- "$(sh "$HERE/release.sh")"
for release in "$@"; do
  images "$release"
done
