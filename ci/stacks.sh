#!/bin/sh
# The stacks that have a file here, but for dev, as a JSON list: the matrix of the workflows.
set -eu
cd "$(dirname "$0")/.."
separator=
printf '['
for file in Pulumi.*.yaml; do
  name=${file#Pulumi.}
  name=${name%.yaml}
  case $name in
  dev | '*' | *[!A-Za-z0-9_-]*) continue ;;
  esac
  printf '%s"%s"' "$separator" "$name"
  separator=,
done
printf ']\n'
