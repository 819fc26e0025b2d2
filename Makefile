# Short names: for the dev stack, for the tests, and for the operators' commands (STACK=prod), each of which is node tools/NAME.ts as well.
# No target is a file.
.PHONY: $(shell sed -n "s/^\([a-z0-9 -]*\):.*/\1/p" $(MAKEFILE_LIST))
.SILENT:

RUN = eval "$$(scripts/env.sh)" &&
# How a target that makes hosts of its own begins. Its argument names the Debian packages that it needs in addition.
hosts = scripts/setup.sh dev && scripts/apt-packages.sh openssh-client openssl $(1) && $(RUN) dev/image/build.sh &&

help:
	echo "The dev stack: four hosts as containers on this machine:"
	echo "  make dev                sets it up and deploys it; RELEASE=trixie for Debian 13 in place of 12"
	echo "  make dev-status         make status of it"
	echo "  make dev-outputs        its outputs as JSON"
	echo "  make dev-down           removes everything that make dev has made"
	echo
	echo "For operators, with STACK=prod, and JSON=1 for JSON (not for host-keys and status-inventory):"
	echo "  make check-hosts        before the first up: what would stop it on the hosts, and what it would change there"
	echo "  make host-keys          collects the hosts' keys, shows them, and writes those that you confirm into the stack file"
	echo "  make report             what a change would do, as Markdown for a review; contacts no host"
	echo "  make status             the state of the cluster now; WATCH=5 repeats it every 5 s, HTML=status.html writes a page, METRICS=FILE metrics for Prometheus"
	echo "  make rehearsal          whether a failover to each standby would work now; only reads, for a nightly job"
	echo "  make status-inventory   a file of hosts for status and rehearsal without root and passphrase (INVENTORY=prod.json KEY=FILE)"
	echo "  make switchover         makes TO=sms-02 the primary; CHECK=1 only checks, DATABASE=NAME where there are several"
	echo "  make drift              what differs on the hosts from what up left there; REPAIR=1 has the next up repair it"
	echo "  make topology           the stack's nodes as an SVG picture"
	echo
	echo "Tests, and the formatter:"
	echo "  make check unit         format, lint, types and unit tests, for use while you work"
	echo "  make test               these, and the whole program end to end; 20 minutes"
	echo "  make lint-ci            the workflows in ci/ with actionlint, zizmor and the schemas of GitHub and GitLab"
	echo "  make format             formats all files"
	echo
	echo "More tests, each about one subject:"
	echo "  make test-hosts         each step by itself, interrupted and killed; an hour"
	echo "  make test-faults        each fault of a database, agent, host and proxy while clients write; 10 minutes"
	echo "  make test-changes       each key of a stack file, changed while clients are connected, with and without an obstacle; half an hour, KEYS= for some"
	echo "  make test-load          20 changes under 300 new connections a second; 5 minutes"
	echo "  make test-lifecycle     each fault at each step of up; an hour or more, FAULT= and STEP= for some"
	echo "  make test-membership    nodes that are added, renamed, replaced and lost under traffic; 10 minutes"
	echo "  make test-adoption      hosts that were set up by hand, adopted and restored while they serve; 10 minutes"
	echo "  make test-runbooks      the README, the install and the runbooks, command by command; 15 minutes"
	echo "  make test-rehearsal     each path that a failover needs: the rehearsal must name it when it is cut; 5 minutes"
	echo "  make test-managers      Patroni and repmgr promote after each fault, with the seconds that each part takes; half an hour, MANAGER= and FAULT= for some, RUNS=3"
	echo "  make test-switchover    planned switchovers while clients write, with PostgreSQL alone, Patroni and repmgr; half an hour"
	echo "  make test-https         HTTPS through HAProxy under a scanner, over TLS to the SMS nodes, and on HAProxy's own pages; 10 minutes"
	echo "  make test-vip           virtual addresses with keepalived, and what a client notices when a node fails; 10 minutes"
	echo "  make test-vip-hosts     HTTPS and virtual addresses on four hosts, under load and with faults; half an hour"
	echo "  make test-hostile       hostile local users, rogue services and paused machines; minutes"
	echo "  make test-fuzz          the bundled agent's parsers against malformed input; 1 minute, SECONDS=600 for longer"
	echo "  make test-status        the status of hosts that fail, and its page in a browser; 5 minutes"
	echo "  make test-check-hosts   make check-hosts leaves every file of real hosts as it was; 2 minutes"
	echo "  make test-backends      the state in a PostgreSQL database, its lock, and an up that is killed; 1 minute"
	echo "  make test-targets       the firewall step with Debian's ufw, and the whole program on Debian 11 and 13; an hour, RELEASES=trixie for one"
	echo "  make test-release       what make release makes, and the bundle installed without a network; 5 minutes"
	echo "  make test-library       the example program with the packed library, on hosts; 5 minutes"
	echo "  make test-vm            power cuts at each step, on virtual machines whose disks lose what was not synced; hours without KVM, STEP=web,tls for some, CUTS=4 for more, CUTS=none reads the disks alone"
	echo "  make test-scale         SMS nodes and front ends in two stacks; 5 minutes"
	echo
	echo "Measurements:"
	echo "  make bench              n2acd-ha, Ansible and pyinfra side by side; an hour, for a part: hosts=4 runs=1 tools=ansible scenarios=drift"
	echo "  make bench-failover     failovers with guards, and with the settings of others; an hour on an idle machine, SHORT=1 for three minutes"
	echo "  make bench-scale        time, memory and state with 10 to 200 simulated hosts"
	echo "  make bench-status       how long the status of 50 hosts takes"
	echo "  make bench-check-hosts  how long make check-hosts of 50 hosts takes"
	echo
	echo "Releases:"
	echo "  make release            builds the version that is checked out into dist/release; DOWNLOADS=FOLDER has Pulumi's archives, BUNDLE=no makes no bundle"

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

# The commands use your own environment for a stack of yours, and the clone's environment for the dev stack only.
STACK ?= dev
# With INVENTORY, neither Pulumi nor the stack's state is needed.
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

host-keys:
	node tools/host-keys.ts $(STACK)

check-hosts:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/check-hosts.ts $(STACK) $(if $(JSON),--json)

topology:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/topology.ts $(STACK) $(if $(JSON),--json)

drift:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/drift.ts $(STACK) $(if $(JSON),--json) $(if $(REPAIR),--repair)

report:
	$(if $(filter dev,$(STACK)),$(RUN)) node tools/report.ts $(STACK) $(if $(JSON),--json)

one_by_one = node --test --test-concurrency=1

# The hosts' images are built beside the first tests, because most of that time is spent on downloads. What the build itself installs on this
# machine is installed before: apt-packages.sh must not run twice at once.
test:
	scripts/setup.sh dev
	scripts/apt-packages.sh mmdebstrap
	dev/image/build.sh & images=$$!; $(MAKE) --no-print-directory check unit; ended=$$?; wait $$images && [ $$ended = 0 ] && $(MAKE) --no-print-directory e2e

check:
	scripts/setup.sh base
	$(RUN) npm run --silent check

unit:
	scripts/setup.sh engine
	scripts/apt-packages.sh haproxy prometheus apache2 iproute2 openssh-server openssh-client socat sudo strace
	$(RUN) npm run --silent unit

e2e:
	$(call hosts,busybox-static) npm run --silent e2e

packages_https = haproxy apache2 iproute2 socat curl openssl python3-venv
packages_vip = haproxy apache2 keepalived iproute2 iputils-arping socat curl

test-hosts:
	$(call hosts,$(packages_https) $(packages_vip) postgresql python3) $(one_by_one) 'test/hosts/**/*.test.ts'

test-https:
	scripts/setup.sh dev
	scripts/apt-packages.sh $(packages_https)
	$(RUN) $(one_by_one) test/hosts/proxies/apache-https*.test.ts test/hosts/proxies/https-scan.test.ts test/hosts/proxies/*-tls.test.ts

test-vip:
	scripts/setup.sh dev
	scripts/apt-packages.sh $(packages_vip)
	$(RUN) $(one_by_one) test/hosts/vip/*.test.ts

test-fuzz:
	python3 -B test/hosts/agent/fuzz/fuzz.py $(or $(SECONDS),60)

# The others are the folders of test/cluster.
cluster = $(one_by_one) test/cluster/$(1)/*.test.ts

test-adoption test-changes test-check-hosts test-library test-membership test-rehearsal test-scale: test-%:
	$(call hosts) $(call cluster,$*)

test-faults:
	$(call hosts,libfaketime) $(call cluster,faults)

test-hostile:
	$(call hosts,python3 socat) $(call cluster,hostile)

test-lifecycle:
	$(call hosts) node --test --test-concurrency=2 test/cluster/lifecycle/*.test.ts

test-load:
	$(call hosts) CHANGES=20 PER_SECOND=300 node --test test/cluster/e2e/load.test.ts

test-runbooks:
	$(call hosts,iproute2 util-linux) $(call cluster,runbooks)

test-status:
	$(call hosts,chromium) $(call cluster,status)

test-managers:
	$(call hosts) $(call cluster,managers)

test-switchover:
	$(call hosts,postgresql python3) $(call cluster,switchover)

test-targets:
	$(call hosts) $(call cluster,targets)
	$(RUN) scripts/test-releases.sh $(or $(RELEASES),bullseye trixie)

test-vm:
	$(call hosts,qemu-system-x86 qemu-utils e2fsprogs util-linux) node --test --test-concurrency=2 test/vm/*.test.ts

test-vip-hosts:
	$(call hosts,iproute2) CHANGES=20 PER_SECOND=$${PER_SECOND:-120} $(call cluster,vip-hosts)

test-backends:
	scripts/setup.sh engine
	scripts/apt-packages.sh openssh-server openssh-client postgresql
	$(RUN) $(call cluster,backends)

test-release:
	scripts/setup.sh engine
	scripts/apt-packages.sh iproute2 util-linux
	$(RUN) $(call cluster,release) test/cluster/runbooks/airgapped.test.ts

bench:
	scripts/setup.sh dev
	scripts/apt-packages.sh openssh-client nftables python3
	$(RUN) bench/compare/setup.sh && node bench/compare/main.ts $(foreach option,hosts runs tools scenarios,$(if $($(option)),--$(option) $($(option)))) \
		&& node bench/compare/report.ts

bench-failover:
	$(call hosts) node bench/failover/main.ts

bench-scale:
	scripts/setup.sh engine
	scripts/apt-packages.sh iproute2 util-linux
	$(RUN) node bench/scale/main.ts

bench-check-hosts bench-status: bench-%:
	scripts/setup.sh engine
	scripts/apt-packages.sh openssh-client openssh-server iproute2 util-linux
	$(RUN) node bench/$*/run.ts

release:
	scripts/setup.sh base
	$(RUN) scripts/release.sh

lint-ci:
	scripts/lint-ci.sh

format:
	$(RUN) npx prettier --write .
