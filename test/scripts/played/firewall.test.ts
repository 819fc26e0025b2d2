// The firewall step against a played firewalld: the exact calls on its two sets of rules.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../support/played.ts";
import { shells } from "../support/steps.ts";

// The rules of each set stand in a file, as --list-all shows them; ports 8000 to 9000 are open as a range.
const answers = {
  getent: `[ "$2" = sms-02 ] || exit 2; printf '10.0.0.12 STREAM sms-02\\n10.0.0.12 DGRAM\\nfd00::12 STREAM\\n127.0.1.1 STREAM\\n'`,
  "firewall-cmd": `set=runtime; [ "$1" != --permanent ] || { set=permanent; shift; }
  case "$*" in
    --state) [ ! -e "$ROOT/stopped" ] || exit 252 ;;
    --get-default-zone) echo public ;;
    --get-active-zones) printf 'inner\n  interfaces: eth1\npublic (default)\n  interfaces: eth0\n' ;;
    *--query-port=8[0-9][0-9][0-9]/tcp) exit 0 ;;
    *--query-port=*) exit 1 ;;
    *--list-all)
      printf 'public (default)\\n  ports: 8000-9000/tcp'
      sed -n 's/^--port=/ /p' "$ROOT/$set" 2>/dev/null | tr -d '\\n'
      printf '\\n  rich rules: \\n'
      sed -n 's/^--rich-rule=/\\t/p' "$ROOT/$set" 2>/dev/null ;;
    *) shift
      for word in "$@"; do case "$word" in
        --add-*) echo "--\${word#--add-}" >>"$ROOT/$set" ;;
        --remove-*) grep -vxF -e "--\${word#--remove-}" "$ROOT/$set" >"$ROOT/new"; mv "$ROOT/new" "$ROOT/$set" ;;
      esac; done ;;
  esac`,
};
const rule = (family: string, address: string) =>
  `rich-rule=rule family="${family}" source address="${address}" port port="5432" protocol="tcp" accept`;
const changes = (lines: string[]) => lines.filter((line) => /--(add|remove)-/.test(line));

for (const shell of shells) {
  describe(`firewall, under ${shell}`, () => {
    it("adds what is missing to either set, once, and takes exactly that back", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("runtime", "--port=80/tcp\n");
      await host.write("permanent", "");
      const args = ["open=80", "open=443", "open=8080", "allow=5432:10.0.0.11", "allow=5432:sms-02"];
      const rules = [rule("ipv4", "10.0.0.11"), rule("ipv4", "10.0.0.12"), rule("ipv6", "fd00::12")];
      const up = await host.step("firewall", "apply", args);
      assert.equal(up.status, 0, up.stderr);
      assert.deepEqual(changes(await host.calls("firewall-cmd")), [
        "firewall-cmd --zone=public --add-port=443/tcp",
        `firewall-cmd --zone=public ${rules.map((text) => `--add-${text}`).join(" ")}`,
        "firewall-cmd --permanent --zone=public --add-port=80/tcp --add-port=443/tcp",
        `firewall-cmd --permanent --zone=public ${rules.map((text) => `--add-${text}`).join(" ")}`,
      ]);
      const asked = (await host.calls("firewall-cmd")).filter((line) => line.includes("--query-port="));
      assert.deepEqual(
        asked.filter((line) => !/=\d+\/tcp$/.test(line)),
        [],
        "only ports are looked up in ranges, each in half a second",
      );
      const again = await host.step("firewall", "apply", args);
      assert.deepEqual([again.status, again.stderr, changes(await host.calls("firewall-cmd"))], [0, "", []]);
      const fewer = await host.step("firewall", "apply", ["open=80", "allow=5432:10.0.0.11"]);
      assert.equal(fewer.status, 0, fewer.stderr);
      assert.deepEqual(changes(await host.calls("firewall-cmd")).slice(0, 2), [
        "firewall-cmd --zone=public --remove-port=443/tcp",
        `firewall-cmd --zone=public ${rules
          .slice(1)
          .map((text) => `--remove-${text}`)
          .join(" ")}`,
      ]);
      await host.step("firewall", "undo", args);
      assert.deepEqual([await host.read("runtime"), await host.read("permanent")], ["--port=80/tcp\n", ""]);
      await host.remove();
    });

    it("touches nothing when firewalld does not run, and names the ports", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("stopped", "");
      const { status, stderr } = await host.step("firewall", "apply", ["open=80", "allow=5432:10.0.0.11"]);
      assert.equal(status, 0);
      assert.match(stderr, /neither firewalld nor ufw runs here, nothing to open; .* 80 5432:10\.0\.0\.11/);
      assert.deepEqual(await host.calls("firewall-cmd"), ["firewall-cmd --state"]);
      await host.remove();
    });

    it("takes permanent rules back from a firewalld that was stopped since", async () => {
      const host = await PlayedHost.make(shell, { ...answers, "firewall-offline-cmd": "" });
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      const up = await host.step("firewall", "apply", ["open=443"]);
      assert.equal(up.status, 0, up.stderr);
      await host.write("stopped", "");
      const { status, stderr } = await host.step("firewall", "undo", ["open=443"]);
      assert.equal(status, 0, stderr);
      assert.deepEqual(changes(await host.calls("firewall-cmd", "firewall-offline-cmd")), [
        "firewall-offline-cmd --zone=public --remove-port=443/tcp",
      ]);
      await host.remove();
    });

    it("changes nothing for a zone that nothing comes in through", async () => {
      const host = await PlayedHost.make(shell, answers);
      for (const set of ["runtime", "permanent"]) await host.write(set, "");
      const idle = await host.step("firewall", "apply", ["zone=dmz", "open=80"]);
      assert.equal(idle.status, 1);
      assert.match(idle.stderr, /firewalld's zone dmz has no interface and no source here/);
      assert.deepEqual(changes(await host.calls("firewall-cmd")), []);
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
      assert.deepEqual(changes(await host.calls("firewall-cmd")), []);
      await host.remove();
    });
  });
}
