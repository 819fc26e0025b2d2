// The firewall step against a played firewalld: the exact calls on its two sets of rules.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../support/played.ts";
import { shells } from "../support/steps.ts";

// firewalld on D-Bus, as busctl asks it. The rules of each set stand in a file; ports 8000 to 9000 are open as a range.
const answers = {
  getent: `[ "$2" = sms-02 ] || exit 2; printf '10.0.0.12 STREAM sms-02\\n10.0.0.12 DGRAM\\nfd00::12 STREAM\\n127.0.1.1 STREAM\\n'`,
  "firewall-cmd": `case "$*" in
    --get-active-zones) printf 'inner\n  interfaces: eth1\npublic (default)\n  interfaces: eth0\n' ;;
  esac`,
  busctl: `[ ! -e "$ROOT/stopped" ] || exit 1
  at=$4 what=$5
  case "$at" in *.zone) set=runtime ;; esac
  case "$at" in *.config.zone) set=permanent ;; esac
  shift 5
  [ "\${set-}" != runtime ] || shift
  case "$what" in
    state) echo 's "RUNNING"' ;;
    getDefaultZone) echo 's "public"' ;;
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

for (const shell of shells) {
  describe(`firewall, under ${shell}`, () => {
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
      assert.match(stderr, /neither firewalld nor ufw runs here, nothing to open; .* 80 5432:10\.0\.0\.11/);
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
