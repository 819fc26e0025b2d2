# Comfort around `pulumi up`, for the dev stack and the tests. Production needs none of it.
.PHONY: help dev dev-outputs dev-status dev-down test check unit integration e2e format
.SILENT:

RUN = eval "$$(scripts/env.sh)" &&

help:
	echo "make dev          four local hosts, deployed: the whole cluster on this machine"
	echo "make dev-outputs  the dev stack's outputs as JSON"
	echo "make dev-status   what each HAProxy of the dev stack sees now"
	echo "make dev-down     removes everything that make dev made"
	echo "make test         everything: format, lint, types, unit, golden files, end to end"
	echo "make check unit   the quick half of it"

dev:
	scripts/setup.sh dev
	$(RUN) scripts/dev-up.sh

dev-outputs:
	$(RUN) pulumi stack output --stack dev --json

dev-status:
	$(RUN) node tools/status.ts dev

dev-down:
	scripts/setup.sh dev
	$(RUN) scripts/dev-down.sh

test: check unit integration e2e

check:
	scripts/setup.sh base
	$(RUN) npm run --silent check

unit:
	scripts/setup.sh engine
	$(RUN) npm run --silent unit

integration:
	scripts/setup.sh dev
	scripts/apt-packages.sh haproxy openssh-server openssh-client busybox-static
	$(RUN) dev/image/build.sh && npm run --silent integration

e2e:
	scripts/setup.sh dev
	$(RUN) dev/image/build.sh && npm run --silent e2e

format:
	$(RUN) npx prettier --write .
