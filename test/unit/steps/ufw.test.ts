// The firewall step against a played ufw, whose rules stand in a file as 'ufw show added' prints them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

const answers = {
  "firewall-cmd": "exit 252",
  busctl: "exit 1",
  ufw: `case "$*" in
    '--dry-run '*) [ ! -e "$ROOT/old" ] || { echo "ERROR: Unsupported protocol 'vrrp'"; exit 1; } ;;
    status) if [ -e "$ROOT/inactive" ]; then echo 'Status: inactive'; else echo 'Status: active'; fi ;;
    'show added') echo "Added user rules (see 'ufw status' for running firewall):"; sed 's/^/ufw /' "$ROOT/rules" ;;
    'delete '*) grep -v "^\${*#delete }\\( comment.*\\)*$" "$ROOT/rules" >"$ROOT/new"; mv "$ROOT/new" "$ROOT/rules" ;;
    prepend*) echo "$*" | sed -e 's/^prepend //' -e "s/ comment.*/ comment 'n2acd-ha'/" >"$ROOT/new"; cat "$ROOT/rules" >>"$ROOT/new"; mv "$ROOT/new" "$ROOT/rules" ;;
    *fd00:*) [ ! -e "$ROOT/no-ipv6" ] || { echo 'ERROR: IPv6 support not enabled'; exit 1; }; echo "$*" >>"$ROOT/rules" ;;
    *)
      # Of the same ports and sources there is one rule, in its place.
      tuple=$(echo "$*" | sed -e 's/ comment .*//' -e 's/^[a-z]* //' -e 's/^log //')
      new=$(echo "$*" | sed "s/ comment \\(.*\\)/ comment '\\1'/")
      awk -v tuple="$tuple" -v new="$new" '
        { plain = $0; sub(/ comment .*/, "", plain); sub(/^[a-z]* (log )?/, "", plain) }
        plain == tuple { print new; there = 1; next } { print } END { if (!there) print new }' "$ROOT/rules" >"$ROOT/new"
      mv "$ROOT/new" "$ROOT/rules" ;;
  esac`,
};
const changes = (lines: string[]) => lines.filter((line) => !/^ufw (status|show added)$/.test(line));
const own = "allow 22/tcp\nallow 443/tcp comment 'our shop'\n";
const args = ["open=443", "open=7000", "allow=5432:10.0.0.11", "allow=5432:10.0.0.12"];

for (const shell of shells) {
  describe(`firewall with ufw, under ${shell}`, () => {
    it("adds what is missing, once, and takes exactly that back", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("rules", own);
      const up = await host.step("firewall", "apply", args);
      assert.equal(up.status, 0, up.stderr);
      assert.deepEqual(changes(await host.calls("ufw")), [
        "ufw allow 7000/tcp comment n2acd-ha",
        "ufw allow from 10.0.0.11 to any port 5432 proto tcp comment n2acd-ha",
        "ufw allow from 10.0.0.12 to any port 5432 proto tcp comment n2acd-ha",
      ]);
      const again = await host.step("firewall", "apply", args);
      assert.deepEqual([again.status, again.stderr, changes(await host.calls("ufw"))], [0, "", []]);
      const fewer = await host.step("firewall", "apply", args.slice(0, 3));
      assert.deepEqual(
        [fewer.stdout, changes(await host.calls("ufw"))],
        ["1\n", []],
        "a way back may need it",
      );
      await host.step("retire", "apply", []);
      assert.deepEqual(changes(await host.calls("ufw")), [
        "ufw delete allow from 10.0.0.12 to any port 5432 proto tcp",
      ]);
      // What ufw would bring back when it is enabled again goes all the same.
      await host.write("inactive", "");
      const down = await host.step("firewall", "undo", args);
      assert.equal(down.status, 0, down.stderr);
      assert.deepEqual(changes(await host.calls("ufw")), [
        "ufw delete allow 7000/tcp",
        "ufw delete allow from 10.0.0.11 to any port 5432 proto tcp",
      ]);
      assert.equal(await host.read("rules"), own);
      await host.remove();
    });

    it("lets keepalived in from the other nodes, before whoever denies it to them, and takes that back", async () => {
      for (const [deny, before] of [
        ["deny from 10.0.0.0/8", true],
        ["deny from 10.0.0.0/24 proto vrrp", true],
        ["deny from 10.0.0.12 proto tcp", false],
        ["deny from 10.0.0.12 to any port 5432 proto tcp", false],
        ["deny 5432", false],
      ] as const) {
        const host = await PlayedHost.make(shell, answers);
        await host.write("rules", `${deny}\n`);
        const { status, stderr } = await host.step("firewall", "apply", ["vrrp=10.0.0.12"]);
        assert.equal(status, 0, stderr);
        const rule = `ufw ${before ? "prepend " : ""}allow from 10.0.0.12 proto vrrp comment n2acd-ha`;
        assert.deepEqual(
          changes(await host.calls("ufw")).filter((call) => !call.includes("--dry-run")),
          [rule],
          deny,
        );
        await host.step("firewall", "undo", []);
        assert.equal(await host.read("rules"), `${deny}\n`, deny);
        await host.remove();
      }
    });

    it("says what an older ufw, which knows no VRRP, has to be told by hand", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("old", "");
      await host.write("rules", own);
      const args = ["open=80", "vrrp=10.0.0.12"];
      const { status, stderr } = await host.step("firewall", "apply", args);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /older than 0\.36\.2 .*put the line '-A ufw-before-input -p 112 -s 10\.0\.0\.12 -j ACCEPT' into \/etc\/ufw\/before\.rules/,
      );
      assert.equal(await host.read("rules"), own);
      await host.write("etc/ufw/before.rules", "-A ufw-before-input -p 112 -s 10.0.0.12 -j ACCEPT\nCOMMIT\n");
      const again = await host.step("firewall", "apply", args);
      assert.equal(again.status, 0, again.stderr);
      await host.remove();
    });

    it("puts a rule from a node before one that denies it, and only then", async () => {
      for (const [deny, before] of [
        ["deny from 10.0.0.0/8", true],
        ["reject from 10.0.0.0/24 to any port 5000:6000 proto tcp", true],
        ["deny 5432", true],
        ["deny in on eth0 from any to any port 5432", true],
        ["deny from 10.1.0.0/16", false],
        ["deny 5432/udp", false],
        ["deny out 5432/tcp", false],
        ["limit 22/tcp", false],
      ] as const) {
        const host = await PlayedHost.make(shell, answers);
        await host.write("rules", `${deny}\n`);
        const { status, stderr } = await host.step("firewall", "apply", ["allow=5432:10.0.0.11"]);
        assert.equal(status, 0, stderr);
        assert.deepEqual(
          changes(await host.calls("ufw")),
          [`ufw ${before ? "prepend " : ""}allow from 10.0.0.11 to any port 5432 proto tcp comment n2acd-ha`],
          deny,
        );
        await host.step("firewall", "undo", []);
        assert.equal(await host.read("rules"), `${deny}\n`, deny);
        await host.remove();
      }
    });

    it("keeps for the undo what another rule of the same port was, which ufw replaces", async () => {
      for (const was of ["limit 7000/tcp", "deny 7000/tcp comment 'not yet'", "reject log 7000/tcp"]) {
        const host = await PlayedHost.make(shell, answers);
        await host.write("rules", `allow 22/tcp\n${was}\n`);
        const up = await host.step("firewall", "apply", ["open=7000"]);
        assert.equal(up.status, 0, up.stderr);
        assert.match(up.stderr, new RegExp(`replaces in ufw, until destroy: ${was.replace(/'/g, ".")}`));
        assert.equal(await host.read("rules"), "allow 22/tcp\nallow 7000/tcp comment 'n2acd-ha'\n");
        assert.equal((await host.step("firewall", "apply", ["open=7000"])).status, 0);
        const down = await host.step("firewall", "undo", []);
        assert.equal(down.status, 0, down.stderr);
        assert.equal(await host.read("rules"), `allow 22/tcp\n${was}\n`);
        await host.remove();
      }
    });

    it("opens no port behind a rule that closes it to everybody", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("rules", "deny 7000\n");
      const { status, stderr } = await host.step("firewall", "apply", args);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /ufw has 'deny 7000', which keeps port 7000 closed to everybody; nothing was changed/,
      );
      assert.deepEqual(changes(await host.calls("ufw")), []);
      await host.remove();
    });

    it("is an error where it does not answer, or its rules are not in force", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.answer("ufw", "echo 'ERROR: problem running ip6tables' >&2; exit 1");
      const broken = await host.step("firewall", "apply", args);
      assert.equal(broken.status, 1);
      assert.match(
        broken.stderr,
        /ufw does not say whether it is active: ERROR: problem running ip6tables; nothing was changed/,
      );
      await host.answer("ufw", answers.ufw);
      await host.write("inactive", "");
      await host.write("etc/ufw/ufw.conf", "# On?\nENABLED=yes\n");
      assert.match(
        (await host.step("firewall", "apply", args)).stderr,
        /ufw is enabled and its rules are not in force/,
      );
      await host.remove();
    });

    it("is left alone while it is inactive", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("inactive", "");
      const { status, stderr } = await host.step("firewall", "apply", args);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /neither firewalld nor ufw runs here/);
      assert.deepEqual(await host.calls("ufw"), ["ufw status"]);
      await host.remove();
    });

    it("says what ufw said, and undo still works", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("rules", own);
      await host.write("no-ipv6", "");
      const { status, stderr } = await host.step("firewall", "apply", [...args, "allow=5432:fd00::13"]);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /step firewall: ufw would not add 'allow from fd00::13 to any port 5432 proto tcp': ERROR: IPv6 support not enabled\. What to do: .*IPV6=yes/,
      );
      const down = await host.step("firewall", "undo", args);
      assert.equal(down.status, 0, down.stderr);
      assert.equal(await host.read("rules"), own);
      await host.remove();
    });
  });
}
