#!/bin/sh
# Records the README's `make dev` with a failover in dev/recording/dev.cast, which asciinema can play, and makes docs/dev.svg from it.
# The dev stack must not be up; it is removed afterwards.
set -eu
cd "$(dirname "$0")/../.."

scripts/setup.sh dev
scripts/apt-packages.sh asciinema
asciinema rec --quiet --overwrite --cols 92 --rows 30 --idle-time-limit 2 --title "n2acd-ha: make dev, and a failover" \
  --command "sh dev/recording/play.sh" dev/recording/dev.cast </dev/null
make --no-print-directory dev-down >/dev/null
eval "$(scripts/env.sh)"
node dev/recording/svg.ts dev/recording/dev.cast docs/dev.svg
