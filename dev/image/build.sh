#!/bin/sh
# Makes the dev hosts' images, n2acd-dev:apt and n2acd-dev:dnf; does nothing when their inputs haven't changed.
# About 2 minutes the first time, on two cores. The log is .dev/images.log.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
LOG=$(dirname "$(dirname "$HERE")")/.dev/images.log
TAG=$(sh "$HERE/tag.sh")

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

build() { # TARGET
  docker build --network host --build-arg BASE=n2acd-dev:base --file "$HERE/Dockerfile" --target "$1" \
    --tag "n2acd-dev:$1" "$(dirname "$HERE")"
}

cache=${N2ACD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/n2acd-ha}
mkdir -p "$(dirname "$LOG")" "$cache"
# One build at a time, whichever clone it is for: who waited finds it done.
exec 9> "$cache/images.lock"
flock 9
if docker image inspect "n2acd-dev:apt-$TAG" "n2acd-dev:dnf-$TAG" > /dev/null 2>&1; then
  exit 0
fi
: > "$LOG"
stage "a bare Debian 12" sh "$HERE/base.sh"
stage "PostgreSQL, Apache, firewalld, sshd" build common
stage "dnf and rpm" build tools
stage "the packages to be installed" build packages
for flavour in apt dnf; do
  stage "the $flavour host" build $flavour
  docker tag "n2acd-dev:$flavour" "n2acd-dev:$flavour-$TAG"
done
