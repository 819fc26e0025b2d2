// A front end that was set up by the guide, taken over and given back by its step alone: also when the new configuration
// serves nothing, and when the step is killed at any time. People ask for a page every 5 ms.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { fixture, makeFront, mustFail, withoutStats, type Front } from "../../support/proxies/hosts.ts";
import { askDuring, pause } from "../../support/proxies/probe.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");

const flavours = [
  { flavour: "apt", shell: "dash", net: "10.213.43" },
  { flavour: "dnf", shell: "bash", net: "10.213.44" },
] as const;

for (const { flavour, shell, net } of flavours) {
  describe(`a front end of the guide's on ${flavour}`, () => {
    let front: Front;
    let config: string;
    let guides: string;
    let found: Snapshot;
    const web = (input: string): Call => ({
      step: "web",
      args: ["listen=80", "apache=81", "stats=7000"],
      input,
    });
    const unnoticed = async (change: () => Promise<unknown>) => {
      const { asked, failed, kinds } = await askDuring(front.address, 80, change);
      assert.deepEqual([failed, kinds], [0, {}], `of ${asked}`);
    };
    const commandLine = () =>
      front.host.run("tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value haproxy)/cmdline");
    const assertGivenBack = async () => {
      assert.equal(await front.host.run("cat /etc/haproxy/haproxy.cfg"), guides);
      assert.doesNotMatch(await commandLine(), /n2acd|master\.sock,mode/);
      assert.equal(await front.host.run("systemctl show -p NotifyAccess --value haproxy"), "main\n");
    };

    before(async () => {
      front = await makeFront(`adopt-${flavour}`, net, flavour);
      guides = await read("../../../assets/scripts/files/guide-fe.cfg");
      config = (await fixture("fe.cfg")).replace("A1:80", "127.0.0.1:81");
      // There are no SMS nodes here; HAProxy does not start with names that nobody knows.
      await front.host.run("echo 127.0.0.1 sms-01 sms-02 >>/etc/hosts");
      await front.host.run("cat >/root/guide.sh", { input: await read("guide.sh") });
      await front.host.run("sh /root/guide.sh fe && rm /root/guide.sh", { input: guides });
      await pause(1000);
      found = await snapshot(front.host.run);
      const secrets = { step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") };
      await mustRun(front.host, secrets, "apply", { shell });
    });
    after(() => front.remove());

    it("is not touched when HAProxy refuses the new configuration", async () => {
      await unnoticed(() => mustFail(front.host, web(config.replace("mode    http", "mode    htp"))));
      await assertGivenBack();
    });

    it("is not touched when the new configuration serves nothing", async () => {
      const dead = config.replace("server localhost 0.0.0.0:81", "server localhost 0.0.0.0:82");
      await unnoticed(async () => {
        assert.match(
          await mustFail(front.host, web(dead)),
          /the new configuration answers 503, .*; HAProxy was not touched/,
        );
      });
      await assertGivenBack();
    });

    it("is given back when the new configuration does not prove itself", async () => {
      // On trial nobody asks for the stats page.
      await unnoticed(() =>
        withoutStats(front.host, async () => {
          assert.match(
            await mustFail(front.host, web(config)),
            /the stats page.*everything is as it was before/,
          );
        }),
      );
      await assertGivenBack();
    });

    it(
      "is taken over and given back wherever either is killed, and nobody notices",
      { timeout: 600_000 },
      async () => {
        await unnoticed(async () => {
          for (const action of ["apply", "undo"] as const) {
            for (let ms = 150; ms < 4000; ms += 350) {
              const before = `timeout -s KILL ${ms / 1000}`;
              const { status } = await runStep(front.host, web(config), action, { shell, before });
              if (status === 0) break;
            }
            const said = await mustRun(front.host, web(config), action, { shell });
            assert.doesNotMatch(said.join("\n"), /restart/);
            if (action === "apply") assert.match(await commandLine(), / -f \/etc\/haproxy\/conf\.d /);
          }
        });
        await assertGivenBack();
      },
    );

    it("is as it was then", async () => {
      await mustRun(front.host, { step: "haproxy-secrets", args: [] }, "undo", { shell });
      assert.deepEqual(differences(found, await snapshot(front.host.run)), []);
    });
  });
}
