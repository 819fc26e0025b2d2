// The firewall step against a played firewalld: the exact calls on its two sets of rules.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

// firewalld on D-Bus, as busctl asks it. The rules of each set stand in a file; ports 8000 to 9000 are open as a range.
const answers = {
  getent: `[ "$2" = sms-02 ] || exit 2; printf '10.0.0.12 STREAM sms-02\\n10.0.0.12 DGRAM\\nfd00::12 STREAM\\n127.0.1.1 STREAM\\n'`,
  "firewall-cmd": "",
  ip: `case "$*" in
    *'route get 10.0.0.1'*) echo '10.0.0.1 dev eth0 src 10.0.0.11' ;;
    *'route get fd00::'*) echo 'fd00::12 dev eth0' ;;
    *'route get 10.1.'*) echo '10.1.0.1 via 10.0.0.254 dev ens192 src 10.0.0.11' ;;
    *neigh*10.0.0.13*) echo '10.0.0.13 dev eth0 lladdr 02:00:00:00:00:0d REACHABLE' ;;
    *addr*) cat "$ROOT/addresses" 2>/dev/null || echo '2: eth0    inet 10.0.0.11/24 scope global eth0' ;;
  esac`,
  systemctl: `case "$*" in is-active*) cat "$ROOT/unit" 2>/dev/null || echo inactive ;; is-enabled*) cat "$ROOT/enabled" 2>/dev/null || echo disabled ;; esac`,
  busctl: `[ ! -e "$ROOT/stopped" ] || exit 1
  at=$4 what=$5
  case "$at" in *.zone) set=runtime ;; esac
  case "$at" in *.config.zone) set=permanent ;; esac
  shift 5
  [ "\${set-}" != runtime ] || [ $# -eq 0 ] || shift
  case "$what" in
    state) echo 's "RUNNING"' ;;
    getDefaultZone) echo 's "public"' ;;
    getActiveZones) cat "$ROOT/active" 2>/dev/null || echo 'a{sa{sas}} 2 "inner" 1 "interfaces" 1 "eth1" "public" 1 "interfaces" 1 "eth0"' ;;
    getEntries) echo 'as 2 "10.9.0.0/16" "10.0.0.12"' ;;
    getZoneByName) echo 'o "/org/fedoraproject/FirewallD1/config/zone/7"' ;;
    getPorts)
      printf 'a(ss) 9 "8000-9000" "tcp"'
      sed -n 's|^port \\(.*\\)/\\(.*\\)| "\\1" "\\2"|p' "$ROOT/$set" 2>/dev/null | tr -d '\\n'
      echo ;;
    getSettings2) echo 'a{sv} 1 "short" s "Public"' ;;
    getRichRules)
      printf 'as 9'
      sed -n -e 's/"/\\\\"/g' -e 's/^rich-rule \\(.*\\)/ "\\1"/p' "$ROOT/$set" 2>/dev/null | tr -d '\\n'
      echo ;;
    *)
      [ "$set" = runtime ] || shift
      [ "$set" != runtime ] || shift
      case "$what" in *Port) rule="port $1/$2" ;; *) rule="rich-rule $1" ;; esac
      if grep -qxF "$rule" "$ROOT/$set"; then has=yes; else has=no; fi
      case "$what $has" in
        add*no) echo "$rule" >>"$ROOT/$set" ;;
        add*) echo 'Call failed: ALREADY_ENABLED' >&2; exit 1 ;;
        remove*yes) grep -vxF "$rule" "$ROOT/$set" >"$ROOT/new"; mv "$ROOT/new" "$ROOT/$set" ;;
        remove*) echo 'Call failed: NOT_ENABLED' >&2; exit 1 ;;
      esac ;;
  esac`,
};
const rule = (family: string, address: string) =>
  `rule family="${family}" source address="${address}" port port="5432" protocol="tcp" accept`;
const object = "org.fedoraproject.FirewallD1 /org/fedoraproject/FirewallD1";
/** Each call that changes something, as `SET METHOD ARGUMENTS`. */
const changes = (lines: string[]) =>
  lines
    .filter((line) => / (add|remove)(Port|RichRule) | --(add|remove)-/.test(line))
    .map((line) =>
      line
        .replace(`busctl call ${object} org.fedoraproject.FirewallD1.zone`, "runtime")
        .replace(`busctl call ${object}/config/zone/7 org.fedoraproject.FirewallD1.config.zone`, "permanent"),
    );

/** What 'firewall-cmd --get-active-zones' prints, as D-Bus has it. */
function active(text: string): string {
  const zones = text
    .split(/\n(?=\S)/)
    .map((zone) => zone.trim().split(/\s*\n\s*/))
    .map(([name = "", ...kinds]) => {
      const lists = kinds.map((line) => {
        const [kind = "", ...values] = line.split(/:? +/);
        return [`"${kind.replace(":", "")}"`, values.length, ...values.map((value) => `"${value}"`)].join(
          " ",
        );
      });
      return [`"${name.replace(/ .*/, "")}"`, lists.length, ...lists].join(" ");
    });
  return `a{sa{sas}} ${zones.length} ${zones.join(" ")}\n`;
}

const both = "public (default)\n  interfaces: eth0\n";
const where: readonly (readonly [what: string, zones: string, address: string, into: readonly string[]])[] = [
  ["the default one", both, "10.0.0.12", ["public"]],
  ["a source's", `internal\n  sources: 10.0.0.0/24\n${both}`, "10.0.0.12", ["internal"]],
  ["another source's", `internal\n  sources: 10.9.0.0/24\n${both}`, "10.0.0.12", ["public"]],
  ["a mask", `internal\n  sources: 10.0.0.0/255.255.255.248\n${both}`, "10.0.0.12", ["public"]],
  ["a wider mask", `internal\n  sources: 10.0.0.0/255.255.255.240\n${both}`, "10.0.0.12", ["internal"]],
  ["two sources'", `a\n  sources: 10.0.0.0/8\nb\n  sources: 10.0.0.12\n${both}`, "10.0.0.12", ["a", "b"]],
  ["a set's", `internal\n  sources: ipset:nodes\n${both}`, "10.0.0.12", ["internal"]],
  ["a hardware address's", `internal\n  sources: 02:00:00:00:00:0D\n${both}`, "10.0.0.13", ["internal"]],
  ["IPv6", `internal\n  sources: fd00::/64\n${both}`, "fd00::12", ["internal"]],
  ["another IPv6", `internal\n  sources: fd00:0:0:1::/64\n${both}`, "fd00::12", ["public"]],
  ["an interface's", `internal\n  interfaces: ens192\n${both}`, "10.1.0.12", ["internal"]],
  ["interfaces' that begin so", `internal\n  interfaces: ens+\n${both}`, "10.1.0.12", ["internal"]],
  ["an interface of no zone", both, "10.1.0.12", ["public"]],
];

const denies: readonly (readonly [rule: string, priority?: number])[] = [
  ['rule family="ipv4" source address="10.0.0.0/8" reject', -1],
  ['rule family="ipv4" source address="10.0.0.0/8" port port="5000-6000" protocol="tcp" drop', -1],
  ['rule priority="-10" family="ipv4" source address="10.0.0.12" reject type="icmp-port-unreachable"', -11],
  ['rule family="ipv4" source NOT address="10.1.0.0/16" drop', -1],
  ['rule family="ipv4" source address="10.1.0.0/16" reject'],
  ['rule family="ipv4" source address="10.0.0.0/8" port port="22" protocol="tcp" reject'],
  ['rule family="ipv4" source address="10.0.0.0/8" port port="5432" protocol="udp" reject'],
  ['rule priority="5" family="ipv4" source address="10.0.0.0/8" reject'],
  ['rule family="ipv6" reject'],
];

for (const shell of shells) {
  describe(`firewall, under ${shell}`, () => {
    it("lets keepalived in from the other nodes, before whoever denies it to them, and takes that back", async () => {
      const vrrp = (address: string, priority = "") =>
        `rule${priority} family="ipv4" source address="${address}" protocol value="vrrp" accept`;
      for (const [deny, priority] of [
        ['rule priority="-5" family="ipv4" source address="10.0.0.0/8" drop', ' priority="-6"'],
        ['rule protocol value="vrrp" reject', ' priority="-1"'],
        ['rule priority="-5" protocol value="esp" drop', ""],
        ['rule priority="-5" port port="1-65535" protocol="tcp" drop', ""],
      ] as const) {
        const host = await PlayedHost.make(shell, answers);
        for (const set of ["runtime", "permanent"]) await host.write(set, `rich-rule ${deny}\n`);
        const up = await host.step("firewall", "apply", ["vrrp=10.0.0.12"]);
        assert.equal(up.status, 0, up.stderr);
        for (const set of ["runtime", "permanent"])
          assert.equal(await host.read(set), `rich-rule ${deny}\nrich-rule ${vrrp("10.0.0.12", priority)}\n`);
        const down = await host.step("firewall", "undo", []);
        assert.equal(down.status, 0, down.stderr);
        for (const set of ["runtime", "permanent"]) assert.equal(await host.read(set), `rich-rule ${deny}\n`);
        await host.remove();
      }
    });

    it("adds what is missing to either set, once, and takes exactly that back", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("runtime", "port 80/tcp\n");
      await host.write("permanent", "");
      const args = ["open=80", "open=443", "open=8080", "allow=5432:10.0.0.11", "allow=5432:sms-02"];
      const rules = [rule("ipv4", "10.0.0.11"), rule("ipv4", "10.0.0.12"), rule("ipv6", "fd00::12")];
      const up = await host.step("firewall", "apply", args);
      assert.equal(up.status, 0, up.stderr);
      assert.deepEqual(changes(await host.calls("busctl")), [
        "runtime addPort sssi public 443 tcp 0",
        ...rules.map((text) => `runtime addRichRule ssi public ${text} 0`),
        "permanent addPort ss 80 tcp",
        "permanent addPort ss 443 tcp",
        ...rules.map((text) => `permanent addRichRule s ${text}`),
      ]);
      assert.deepEqual(await host.calls("firewall-cmd"), [], "each takes a third of a second");
      const again = await host.step("firewall", "apply", args);
      assert.deepEqual([again.status, again.stderr, changes(await host.calls("busctl"))], [0, "", []]);
      const fewer = await host.step("firewall", "apply", ["open=80", "allow=5432:10.0.0.11"]);
      assert.equal(fewer.status, 0, fewer.stderr);
      assert.deepEqual(changes(await host.calls("busctl")), [], "a way back may need them");
      assert.equal(fewer.stdout, "1\n", "this has the program run the step retire");
      const retired = await host.step("retire", "apply", []);
      assert.equal(retired.status, 0, retired.stderr);
      assert.deepEqual(changes(await host.calls("busctl")).slice(0, 3), [
        "runtime removePort sss public 443 tcp",
        ...rules.slice(1).map((text) => `runtime removeRichRule ss public ${text}`),
      ]);
      await host.step("firewall", "undo", args);
      assert.deepEqual([await host.read("runtime"), await host.read("permanent")], ["port 80/tcp\n", ""]);
      await host.remove();
    });

    it("keeps a former port of Jarvis open once more for front ends that another stack changes", async () => {
      const host = await PlayedHost.make(shell, answers);
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      const allow = (port: number) => ["10.0.0.11", "10.0.0.12"].map((address) => `allow=${port}:${address}`);
      const retire = async (...args: readonly string[]) => {
        const { status, stderr } = await host.step("firewall", "apply", ["elsewhere=10.0.0.12", ...args]);
        assert.equal(status, 0, stderr);
        const retired = await host.step("retire", "apply", []);
        assert.equal(retired.status, 0, retired.stderr);
        return (await host.read("permanent")).match(/address="[^"]*" port port="\d+"/g);
      };
      const open = (port: number, address: string) => `address="${address}" port port="${port}"`;
      await retire(...allow(5432));
      assert.deepEqual(await retire(...allow(8080)), [
        open(5432, "10.0.0.12"),
        open(8080, "10.0.0.11"),
        open(8080, "10.0.0.12"),
      ]);
      assert.deepEqual(await retire(...allow(8081)), [
        open(8080, "10.0.0.12"),
        open(8081, "10.0.0.11"),
        open(8081, "10.0.0.12"),
      ]);
      await host.remove();
    });

    it("takes what was wanted last, not what was tried and failed, for what is wanted", async () => {
      const host = await PlayedHost.make(shell, answers);
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      await host.step("firewall", "apply", ["open=80", "open=443"]);
      await host.answer("busctl", answers.busctl.replace("add*no)", "add*no) exit 1 ;; add*never)"));
      assert.equal((await host.step("firewall", "apply", ["open=7000"])).status, 1);
      await host.answer("busctl", answers.busctl);
      const retired = await host.step("retire", "apply", []);
      assert.equal(retired.status, 0, retired.stderr);
      assert.equal(await host.read("runtime"), "port 80/tcp\nport 443/tcp\n");
      await host.remove();
    });

    it("takes what somebody else added or removed at the same moment as done, and says what firewalld refuses", async () => {
      const host = await PlayedHost.make(shell, answers);
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      const refusing = (word: string) =>
        answers.busctl.replace(
          "add*no)",
          `add*no) echo 'Call failed: ${word}: tcp' >&2; exit 1 ;; add*never)`,
        );
      await host.answer("busctl", refusing("ALREADY_ENABLED"));
      const late = await host.step("firewall", "apply", ["open=443"]);
      assert.equal(late.status, 0, late.stderr);
      await host.answer("busctl", refusing("INVALID_PORT"));
      const { status, stderr } = await host.step("firewall", "apply", ["open=444"]);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /firewalld would not add the runtime rule 'port 444\/tcp' in zone public: Call failed: INVALID_PORT: tcp\. What to do/,
      );
      await host.remove();
    });

    it("touches nothing when firewalld does not run, and names the ports", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("stopped", "");
      const { status, stderr } = await host.step("firewall", "apply", ["open=80", "allow=5432:10.0.0.11"]);
      assert.equal(status, 0);
      assert.match(
        stderr,
        /neither firewalld nor ufw runs here, so no port is opened; .* 80 5432:10\.0\.0\.11/,
      );
      assert.deepEqual(changes(await host.calls("busctl", "firewall-cmd")), []);
      await host.remove();
    });

    it("takes permanent rules back from a firewalld that was stopped since", async () => {
      const host = await PlayedHost.make(shell, { ...answers, "firewall-offline-cmd": "" });
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      const up = await host.step("firewall", "apply", ["open=443"]);
      assert.equal(up.status, 0, up.stderr);
      await host.write("stopped", "");
      await host.write(
        "usr/lib/firewalld/zones/public.xml",
        '<?xml version="1.0"?>\n<zone>\n  <short>Public</short>\n  <service name="ssh"/>\n  <forward/>\n</zone>\n',
      );
      await host.write(
        "etc/firewalld/zones/public.xml",
        '<?xml version="1.0"?>\n<zone>\n <short>Public</short>\n <forward/>\n <service name="ssh"/>\n</zone>\n',
      );
      const { status, stderr } = await host.step("firewall", "undo", ["open=443"]);
      assert.equal(status, 0, stderr);
      assert.deepEqual(changes(await host.calls("busctl", "firewall-offline-cmd")), [
        "firewall-offline-cmd --zone=public --remove-port=443/tcp",
      ]);
      assert.doesNotMatch(stderr, /was changed by somebody else/);
      assert.equal(await host.read("etc/firewalld/zones/public.xml"), "", "there was none before");
      await host.remove();
    });

    it("changes nothing for a zone that nothing comes in through", async () => {
      const host = await PlayedHost.make(shell, answers);
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      const idle = await host.step("firewall", "apply", ["zone=dmz", "open=80"]);
      assert.equal(idle.status, 1);
      assert.match(idle.stderr, /firewalld's zone dmz has no interface and no source here/);
      assert.deepEqual(changes(await host.calls("busctl")), []);
      const used = await host.step("firewall", "apply", ["zone=inner", "open=80"]);
      assert.equal(used.status, 0, used.stderr);
      await host.remove();
    });

    for (const [what, zones, address, into] of where)
      it(`puts a rule for ${address} into the zone that its packets pass: ${what}`, async () => {
        const host = await PlayedHost.make(shell, answers);
        for (const set of ["runtime", "permanent"]) await host.write(set, "");
        await host.write("active", active(zones));
        const { status, stderr } = await host.step("firewall", "apply", ["open=80", `allow=5432:${address}`]);
        assert.equal(status, 0, stderr);
        const runtime = changes(await host.calls("busctl")).filter((line) => line.startsWith("runtime"));
        assert.deepEqual(runtime.toSorted(), [
          "runtime addPort sssi public 80 tcp 0",
          ...into.map(
            (zone) =>
              `runtime addRichRule ssi ${zone} ${rule(address.includes(":") ? "ipv6" : "ipv4", address)} 0`,
          ),
        ]);
        await host.step("firewall", "undo", []);
        assert.deepEqual([await host.read("runtime"), await host.read("permanent")], ["", ""]);
        await host.remove();
      });

    it("changes nothing where the default zone has no interface, and names the setting", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("active", active("internal\n  interfaces: ens192\n"));
      await host.write(
        "addresses",
        "2: ens192    inet 10.0.0.11/24 scope global\n3: docker0    inet 172.17.0.1/16 scope global\n",
      );
      const { status, stderr } = await host.step("firewall", "apply", ["open=80", "allow=5432:10.0.0.12"]);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /zone public has no interface and no source here, .*nothing was changed\. What to do: .*firewall\.zone/,
      );
      assert.deepEqual(changes(await host.calls("busctl")), []);
      // Which no zone has, the default one has.
      await host.write(
        "addresses",
        "2: ens192    inet 10.0.0.11/24 scope global\n3: ens224    inet 10.2.0.1/16 scope global\n",
      );
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      assert.equal((await host.step("firewall", "apply", ["open=80"])).status, 0);
      await host.remove();
    });

    for (const [deny, priority] of denies)
      it(`comes before a rule that denies: ${deny}`, async () => {
        const host = await PlayedHost.make(shell, answers);
        for (const set of ["runtime", "permanent"]) await host.write(set, `rich-rule ${deny}\n`);
        const args = ["allow=5432:10.0.0.12"];
        const { status, stderr } = await host.step("firewall", "apply", args);
        assert.equal(status, 0, stderr);
        const ours = rule("ipv4", "10.0.0.12").replace(
          "rule",
          priority === undefined ? "rule" : `rule priority="${priority}"`,
        );
        assert.equal(await host.read("runtime"), `rich-rule ${deny}\nrich-rule ${ours}\n`);
        assert.deepEqual((await host.step("firewall", "apply", args)).stdout, "", "again");
        await host.step("firewall", "undo", args);
        assert.equal(await host.read("runtime"), `rich-rule ${deny}\n`);
        await host.remove();
      });

    for (const deny of [
      'rule port port="80" protocol="tcp" reject',
      'rule family="ipv4" source address="0.0.0.0/0" port port="70-90" protocol="tcp" drop',
    ])
      it(`opens no port behind a rule that closes it to everybody: ${deny}`, async () => {
        const host = await PlayedHost.make(shell, answers);
        for (const set of ["runtime", "permanent"]) await host.write(set, `rich-rule ${deny}\n`);
        const { status, stderr } = await host.step("firewall", "apply", ["open=80"]);
        assert.equal(status, 1);
        assert.ok(
          stderr.includes(`zone public denies port 80 to everybody, by '${deny}'; nothing was changed`),
          stderr,
        );
        await host.remove();
      });

    for (const [unit, enabled, sentence] of [
      [
        "active",
        "enabled",
        /systemd calls firewalld active, but firewalld does not answer; nothing was changed\. What to do: /,
      ],
      ["failed", "enabled", /systemd calls firewalld failed, but firewalld does not answer/],
      [
        "inactive",
        "enabled",
        /firewalld is stopped here, and would close the ports of this node at the next boot/,
      ],
      ["inactive", "disabled", undefined],
    ] as const)
      it(`a firewalld that is ${unit}, ${enabled} and silent is ${sentence === undefined ? "none" : "an error"}`, async () => {
        const host = await PlayedHost.make(shell, answers);
        await host.write("stopped", "");
        await host.write("unit", `${unit}\n`);
        await host.write("enabled", `${enabled}\n`);
        const { status, stderr } = await host.step("firewall", "apply", ["open=80"]);
        assert.equal(status, sentence === undefined ? 0 : 1, stderr);
        assert.match(stderr, sentence ?? /neither firewalld nor ufw runs here/);
        await host.remove();
      });

    it("changes nothing for a name without an address", async () => {
      const host = await PlayedHost.make(shell, answers);
      const { status, stderr } = await host.step("firewall", "apply", ["open=80", "allow=5432:nowhere"]);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^n2acd-ha: n1: step firewall: the name nowhere has no address here\. What to do: /m,
      );
      assert.deepEqual(changes(await host.calls("busctl")), []);
      await host.remove();
    });
  });
}
