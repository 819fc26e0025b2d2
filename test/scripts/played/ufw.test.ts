// The firewall step against a played ufw, whose rules stand in a file as 'ufw show added' prints them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../support/played.ts";
import { shells } from "../support/steps.ts";

const answers = {
  "firewall-cmd": "exit 252",
  busctl: "exit 1",
  ufw: `case "$*" in
    status) if [ -e "$ROOT/inactive" ]; then echo 'Status: inactive'; else echo 'Status: active'; fi ;;
    'show added') echo "Added user rules (see 'ufw status' for running firewall):"; sed 's/^/ufw /' "$ROOT/rules" ;;
    'delete '*) grep -v "^\${*#delete }\\( comment.*\\)*$" "$ROOT/rules" >"$ROOT/new"; mv "$ROOT/new" "$ROOT/rules" ;;
    *:*) [ ! -e "$ROOT/no-ipv6" ] || { echo 'ERROR: IPv6 support not enabled'; exit 1; }; echo "$*" >>"$ROOT/rules" ;;
    *) echo "\${*% n2acd-ha} 'n2acd-ha'" >>"$ROOT/rules" ;;
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
