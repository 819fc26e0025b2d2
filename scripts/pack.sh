#!/bin/sh
# Makes dist/, which `npm pack` packs: library.ts as JavaScript with types, and beside it what the components read.
# Node takes no TypeScript from node_modules.
set -eu
cd "$(dirname "$0")/.."

rm -rf dist
node_modules/.bin/tsc -p tsconfig.library.json
cp -R assets dist/assets
