#!/bin/sh
# Brings the dev stack up: images, keys, and four hosts, deployed. A second run changes nothing.
set -eu
cd "$(dirname "$0")/.."

scripts/apt-packages.sh openssh-client openssl
dev/image/build.sh
dev/keys.sh sms-01 sms-02 fe-01 fe-02
pulumi stack select dev --create
pulumi up --stack dev --yes --skip-preview --suppress-outputs

printf '\nThe cluster is up.\n'
# The picture is for viewers of Markdown, not for a terminal.
# shellcheck disable=SC2016 # a fence of Markdown
pulumi stack output --stack dev readme | sed '/^```mermaid$/,/^```$/d'
node tools/status.ts dev || true
cat <<'END'

make dev-outputs  prints all of it as JSON        make dev-status  asks again
make dev-down     removes everything              make test        runs every test
Log in to a host: docker exec -it n2acd-dev-sms-01 bash
END
