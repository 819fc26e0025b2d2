#!/bin/sh
# Makes dist/, which `npm pack` packs: library.ts as JavaScript with types, and the files that the components read.
# Node does not run TypeScript from node_modules.
set -eu
cd "$(dirname "$0")/.."

# A release that was made before is kept.
mkdir -p dist
find dist -mindepth 1 -maxdepth 1 ! -name 'release*' -exec rm -rf {} +
node_modules/.bin/tsc -p tsconfig.library.json
cp -R assets dist/assets
