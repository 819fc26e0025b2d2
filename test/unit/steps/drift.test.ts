// The look for drift against a played host: what it reports, and that it only asks.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells, toolkit } from "../../support/steps/steps.ts";

const answers = {
  rpm: `case "$3" in socat) exit 1 ;; esac`,
  systemctl: `[ ! -e "$ROOT/stopped" ] || exit 3`,
  "firewall-cmd": "exit 2",
  busctl: `case "$4 $5" in
    *' getZoneByName') echo 'o "/org/fedoraproject/FirewallD1/config/zone/7"' ;;
    *.config.zone' getPorts') echo 'a(ss) 1 "80" "tcp"' ;;
    *.zone' getPorts') echo 'aas 2 2 "80" "tcp" 2 "443" "tcp"' ;;
    *' getActiveZones') echo 'a{sa{sas}} 1 "public" 1 "interfaces" 1 "eth0"' ;;
    *' getRichRules') echo 'as 0' ;;
    *) exit 2 ;;
  esac`,
};

const firewall = `look firewall host=n1 open=80 open=443 version=1 <<'END' &\nEND\nshow firewall\n`;

for (const shell of shells) {
  describe(`drift, under ${shell}`, () => {
    const look = async (host: PlayedHost, script: string) => {
      await mkdir(host.path("var/lib/n2acd-ha/firewall"), { recursive: true });
      const { status, stdout, stderr } = await host.script(
        `TOOLKIT=${toolkit}; . ${toolkit}/drift/look.sh\n${script}`,
      );
      assert.equal(status, 0, stderr);
      return stdout.split("\n");
    };

    it("names the rules that are missing in one of firewalld's sets", async () => {
      const host = await PlayedHost.make(shell, answers);
      assert.deepEqual(await look(host, firewall), [
        "drift\tfirewall\tfirewall permanent\tport 443/tcp\tin zone public\tmissing",
        "end",
        "",
      ]);
      assert.deepEqual(await host.calls("firewall-cmd"), [], "each takes a third of a second");
      await host.remove();
    });

    it("names a firewalld that was stopped, where up opened ports in it", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("stopped", "");
      assert.deepEqual(await look(host, firewall), ["end", ""]);
      await host.write("var/lib/n2acd-ha/firewall/runtime", "public port 443/tcp\n");
      assert.deepEqual(await look(host, firewall), [
        "drift\tfirewall\tservice\tfirewalld\tactive\tstopped; start it yourself",
        "end",
        "",
      ]);
      await host.remove();
    });

    it("names missing packages, and steps that it cannot look at", async () => {
      const host = await PlayedHost.make(shell, { ...answers, psql: "exit 2", runuser: "exit 2" });
      const lines = await look(
        host,
        `look packages host=n1 package=haproxy package=socat </dev/null &
look database host=n1 database=ACD:5432 sms=10.0.0.11 <<'END' &
password=abc
END
show packages database
`,
      );
      assert.equal(lines[0], "drift\tpackages\tpackage\tsocat\tinstalled\tmissing");
      assert.match(lines[1] ?? "", /^trouble\tdatabase\t.*PostgreSQL on port 5432 does not answer/);
      assert.deepEqual(lines.slice(2), ["end", ""]);
      await host.remove();
    });
  });
}
