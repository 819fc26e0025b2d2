// The firewall step on a host with Debian's real ufw: what it opens is open, for whom it should be, and goes again.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { differences, snapshot } from "../../support/snapshot.ts";
import { Members } from "../membership/members.ts";
import { mustRun, pushToolkit, runStep, shells } from "../../support/steps/steps.ts";
import { readFindings } from "../../../tools/drift/findings.ts";
import { probe } from "../../../tools/drift/probe.ts";

describe("a host with ufw", { concurrency: 1 }, () => {
  const members = new Members("n2acd-targets-ufw", "172.30.225");
  const host = members.on("fe-01");
  const words = ["open=7000", `allow=5432:${members.address("fe-02")}`, "allow=5432:fd00::12"];

  before(async () => {
    await members.cluster.down();
    await members.add({ "fe-01": "apt", "fe-02": "dnf", "fe-03": "apt" });
    await pushToolkit(host);
    await installUfw();
    await host.run(
      "systemctl disable -q --now firewalld; ufw allow 22/tcp comment 'our way in' && ufw --force enable; " +
        "for port in 7000 5432; do systemd-run -q python3 -m http.server $port; done",
    );
  });
  after(() => members.cluster.down());

  /** From Debian, by a container with this machine's network; the hosts know no repository but their own. */
  async function installUfw(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-ufw-"));
    const fetch =
      "apt-get update -q && apt-get install -q -y --no-install-recommends -d ufw && cp /var/cache/apt/archives/*.deb /out";
    const words = [
      "run",
      "--rm",
      "--network",
      "host",
      "--volume",
      `${folder}:/out`,
      "n2acd-dev:base",
      "sh",
      "-c",
      fetch,
    ];
    const fetched = await local(["docker", ...words]);
    assert.equal(fetched.status, 0, fetched.stderr);
    await local(["docker", "cp", `${folder}/.`, `${members.container("fe-01")}:/root/debs`]);
    await host.run("dpkg -i /root/debs/*.deb && rm -r /root/debs");
    await rm(folder, { recursive: true });
  }

  const reached = async (from: string, port: number): Promise<boolean> => {
    const dial = `import socket; socket.create_connection(('${members.address("fe-01")}', ${port}), 3)`;
    return (await members.on(from).exec(`python3 -c "${dial}"`)).status === 0;
  };
  const drift = async (): Promise<string[]> => {
    const steps = [{ step: "firewall", words: `host=fe-01 ${words.join(" ")}`, stdin: "" }];
    const login = { host: "", port: 22, user: "" };
    const said = await host.run("sh -s", { input: probe({ name: "fe-01", login, sudo: false, steps }) });
    const { findings, troubles } = readFindings("fe-01", said);
    assert.deepEqual(troubles, []);
    return findings.map(({ kind, thing, found }) => `${kind}: ${thing}: ${found}`);
  };

  for (const shell of shells) {
    it(`gets its ports opened, for whom it should be, and closed again, under ${shell}`, async () => {
      const found = await snapshot(host.run);
      const rules = await host.run("iptables-save; ip6tables-save");
      assert.deepEqual([await reached("fe-02", 7000), await reached("fe-02", 5432)], [false, false]);

      const call = { step: "firewall", args: words };
      await mustRun(host, call, "apply", { shell });
      assert.deepEqual(await mustRun(host, call, "apply", { shell }), []);
      assert.deepEqual([await reached("fe-02", 7000), await reached("fe-02", 5432)], [true, true]);
      assert.deepEqual([await reached("fe-03", 7000), await reached("fe-03", 5432)], [true, false]);
      assert.deepEqual(await drift(), []);

      await host.run("ufw delete allow 7000/tcp");
      assert.deepEqual(await drift(), ["firewall ufw: allow 7000/tcp: missing"]);
      await mustRun(host, call, "apply", { shell });
      assert.deepEqual(await drift(), []);

      await mustRun(host, call, "undo", { shell });
      assert.deepEqual(differences(found, await snapshot(host.run)), []);
      assert.equal(counted(await host.run("iptables-save; ip6tables-save")), counted(rules));
    });
  }

  it("that is disabled is reported, and undone all the same", async () => {
    const call = { step: "firewall", args: words };
    assert.equal((await runStep(host, call, "apply")).status, 0);
    await host.run("ufw --force disable");
    assert.deepEqual(await drift(), ["service: ufw: disabled; enable it yourself"]);
    await mustRun(host, call, "undo");
    await host.run("ufw --force enable");
    assert.equal(await reached("fe-02", 7000), false);
  });
});

/** Without counters and comments. */
function counted(rules: string): string {
  return rules.replace(/\[\d+:\d+\]|^#.*$/gm, "");
}
