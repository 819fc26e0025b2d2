# Short names for the dev stack, the tests, and the commands of operators (STACK=prod), which all run as node tools/NAME.ts too.
# No target is a file.
.PHONY: $(shell sed -n "s/^\([a-z0-9-]*\):.*/\1/p" $(MAKEFILE_LIST))
.SILENT:

RUN = eval "$$(scripts/env.sh)" &&
# What a target with hosts of its own begins with; the Debian packages that it needs besides.
hosts = scripts/setup.sh dev && scripts/apt-packages.sh openssh-client $(1) && $(RUN) dev/image/build.sh &&

help:
	echo "make dev          four local hosts, deployed: the whole cluster on this machine; RELEASE=trixie for another Debian than 12"
	echo "make dev-outputs  the dev stack's outputs as JSON"
	echo "make dev-status   make status of the dev stack"
	echo "make dev-down     removes everything that make dev made"
	echo "make status       how the cluster is now: STACK=prod, WATCH=5 again every 5 s, JSON=1, HTML=status.html, METRICS=FILE for Prometheus"
	echo "make status-inventory  the hosts, for status and rehearsal without root and passphrase: INVENTORY=prod.json KEY=FILE"
	echo "make rehearsal    would a failover to each standby work now? Reads only, for a nightly job: STACK=prod, JSON=1"
	echo "make switchover   makes another node the primary: STACK=prod TO=sms-02; CHECK=1 only looks, DATABASE= where there are several, JSON=1"
	echo "make check-hosts  before the first up: what it would stop at on the hosts, and what it would change there: STACK=prod, JSON=1"
	echo "make topology     the stack's nodes as an SVG: STACK=prod, JSON=1"
	echo "make drift        what on the hosts is no longer as up left it: STACK=prod, REPAIR=1 for the next up, JSON=1"
	echo "make report       what a change would do, as Markdown for a review: STACK=prod, JSON=1; reaches no host"
	echo "make test         everything: format, lint, types, unit, golden files, end to end"
	echo "make check unit   the quick half of it"
	echo "make test-steps   besides: each step by itself on hosts of its own, cut and killed; half an hour"
	echo "make test-faults  besides: every fault of a database, agent, host and proxy under steady writers; ten minutes"
	echo "make host-keys    collects host keys, shows them, writes those that you confirm: STACK=prod"
	echo "make test-targets besides: the firewall step with Debian's own ufw, and the whole program on other Debian releases; an hour, RELEASES=trixie for one"
	echo "make test-adoption besides: hosts that were set up by hand are taken over and restored while they serve; ten minutes"
	echo "make test-membership  besides: nodes are added, renamed, replaced and lost under traffic; ten minutes"
	echo "make test-load    besides: 20 changes of the configuration under 300 new connections a second; five minutes"
	echo "make test-changes besides: every key of a stack file, changed well and with something in the way, under users; half an hour: KEYS="
	echo "make test-runbooks  besides: README, install and runbooks followed command by command, by someone new; 15 minutes"
	echo "make test-backends besides: the state in a PostgreSQL of its own, its lock, a killed up; one minute"
	echo "make test-status  besides: the status of hosts that lose a node and fail over, in a browser; five minutes"
	echo "make test-switchover  besides: planned switchovers under writers, alone, by Patroni and by repmgr, cut at every stage; half an hour"
	echo "make test-rehearsal  besides: each path that a failover needs, cut in turn and named by the rehearsal; five minutes"
	echo "make test-vip     besides: virtual addresses by a real keepalived, and what a client sees when their holder fails; five minutes"
	echo "make bench-status   how long the status of 50 hosts takes"
	echo "make bench-check-hosts  how long make check-hosts of 50 hosts takes"
	echo "make test-check-hosts   besides: make check-hosts leaves every file of real hosts as it was; two minutes"
	echo "make test-lifecycle  besides: every fault at every step of up, on first ups and on changes; an hour or more, FAULT= STEP= for a part"
	echo "make test-hostile  besides: hosts with hostile local users, rogue services and paused machines; minutes"
	echo "make test-fuzz     besides: the bundled agent's parsers against spoiled input; one minute, SECONDS=600 for more"
	echo "make lint-ci      the workflows in ci/ under actionlint, zizmor and the schemas of GitHub and GitLab"
	echo "make test-library  besides: the example program, with the package that npm pack makes, on hosts; five minutes"
	echo "make test-scale   besides: SMS nodes and front ends in two stacks; five minutes"
	echo "make release      the version that is checked out, for publishing: dist/release; DOWNLOADS=FOLDER with Pulumi's archives, BUNDLE=no"
	echo "make test-release besides: what make release makes, and the bundle installed without a network; five minutes"
	echo "make bench-scale  the program with 10 to 200 simulated hosts: time, memory and state, and what each host adds"
	echo "make bench        n2acd-ha, Ansible and pyinfra side by side; parts: hosts=4 runs=1 tools=ansible scenarios=drift; 20 minutes"
	echo "make bench-failover  the profiles guide and fast side by side; three quarters of an hour on a quiet machine"

dev:
	scripts/setup.sh dev
	$(RUN) scripts/dev-up.sh

dev-outputs:
	$(RUN) pulumi stack output --stack dev --json

dev-status:
	$(MAKE) --no-print-directory status STACK=dev

dev-down:
	scripts/setup.sh dev
	$(RUN) scripts/dev-down.sh
	scripts/docker-stop.sh

# A stack of yours has your own environment; only the dev stack has the clone's.
STACK ?= dev
# With an inventory neither Pulumi nor the stack's state is needed.
asked = $(if $(INVENTORY),,$(if $(filter dev,$(STACK)),$(RUN)))
source = $(if $(INVENTORY),--inventory $(INVENTORY) $(if $(KEY),--key $(KEY)),$(STACK))
status:
	$(asked) node tools/status.ts $(source) $(if $(WATCH),--watch $(WATCH)) $(if $(JSON),--json) $(if $(HTML),--html $(HTML)) $(if $(METRICS),--metrics $(METRICS))

rehearsal:
	$(asked) node tools/rehearsal.ts $(source) $(if $(JSON),--json)

status-inventory:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/status-inventory.ts $(STACK)

switchover:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/switchover.ts $(STACK) $(TO) $(if $(DATABASE),--database $(DATABASE)) $(if $(or $(CHECK),$(DRY_RUN)),--check) $(if $(JSON),--json)

check-hosts:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/check-hosts.ts $(STACK) $(if $(JSON),--json)

topology:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/topology.ts $(STACK) $(if $(JSON),--json)

drift:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/drift.ts $(STACK) $(if $(JSON),--json) $(if $(REPAIR),--repair)

report:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/report.ts $(STACK) $(if $(JSON),--json)

test: check unit standins e2e

check:
	scripts/setup.sh base
	$(RUN) npm run --silent check

unit:
	scripts/setup.sh engine
	scripts/apt-packages.sh haproxy prometheus apache2 iproute2 socat sudo strace
	$(RUN) npm run --silent unit

standins:
	scripts/setup.sh dev
	scripts/apt-packages.sh openssh-server openssh-client busybox-static socat
	$(RUN) npm run --silent standins

test-steps:
	scripts/setup.sh dev
	scripts/apt-packages.sh haproxy openssh-client postgresql python3
	$(RUN) dev/image/build.sh && npm run --silent steps

test-faults:
	$(call hosts,libfaketime) npm run --silent faults

host-keys:
	node tools/host-keys.ts $(STACK)

test-targets:
	$(call hosts) npm run --silent targets
	$(RUN) scripts/test-releases.sh $(or $(RELEASES),bullseye trixie)

test-adoption:
	$(call hosts) npm run --silent adoption

test-membership:
	$(call hosts) npm run --silent membership

test-changes:
	$(call hosts,openssl) npm run --silent changes

test-load:
	$(call hosts) CHANGES=20 PER_SECOND=300 node --test test/e2e/load.test.ts

test-runbooks:
	$(call hosts,iproute2 util-linux) node --test test/runbooks/*.test.ts

test-backends:
	scripts/setup.sh engine
	scripts/apt-packages.sh openssh-server openssh-client postgresql
	$(RUN) node --test test/backend/*.test.ts

test-status:
	$(call hosts,chromium) npm run --silent status

test-rehearsal:
	$(call hosts) node --test test/rehearsal/rehearsal.test.ts

test-vip:
	scripts/setup.sh dev
	scripts/apt-packages.sh haproxy apache2 keepalived iproute2 iputils-arping socat curl
	$(RUN) node --test --test-concurrency=1 'test/vip/*.test.ts'

test-switchover:
	scripts/apt-packages.sh postgresql python3
	$(call hosts) npm run --silent switchover

test-check-hosts:
	$(call hosts) node --test test/check-hosts/hosts.test.ts

bench-check-hosts:
	scripts/setup.sh engine
	scripts/apt-packages.sh openssh-client openssh-server iproute2 util-linux
	$(RUN) node bench/check-hosts/run.ts

bench-status:
	scripts/setup.sh engine
	scripts/apt-packages.sh openssh-client openssh-server iproute2 util-linux
	$(RUN) node bench/status/run.ts

test-lifecycle:
	$(call hosts) npm run --silent lifecycle

test-hostile:
	$(call hosts,python3 socat) npm run --silent hostile

test-fuzz:
	python3 -B test/agent/fuzz/fuzz.py $(or $(SECONDS),60)

test-scale:
	$(call hosts) npm run --silent scale

test-library:
	$(call hosts) node --test test/library/deploy.test.ts

release:
	scripts/setup.sh base
	$(RUN) scripts/release.sh

test-release:
	scripts/setup.sh engine
	scripts/apt-packages.sh iproute2 util-linux
	$(RUN) node --test test/release/*.test.ts test/runbooks/airgapped.test.ts

bench-scale:
	scripts/setup.sh engine
	scripts/apt-packages.sh iproute2 util-linux
	$(RUN) node bench/scale/main.ts

bench:
	scripts/setup.sh dev
	scripts/apt-packages.sh openssh-client nftables python3
	$(RUN) bench/compare/setup.sh && node bench/compare/main.ts $(foreach option,hosts runs tools scenarios,$(if $($(option)),--$(option) $($(option)))) \
		&& node bench/compare/report.ts

bench-failover:
	$(call hosts) node bench/failover/main.ts

e2e:
	$(call hosts) npm run --silent e2e

lint-ci:
	scripts/lint-ci.sh

format:
	$(RUN) npx prettier --write .
