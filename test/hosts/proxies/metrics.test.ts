// HAProxy's figures for Prometheus on real hosts of both flavours: there where it can, and gone without a trace.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { renderMetrics } from "../../../lib/haproxy/metrics.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";
import { fixture, makeFront, mustFail, workerPid, type Front } from "../../support/proxies/hosts.ts";

const flavours = [
  { flavour: "apt", shell: "dash", net: "172.30.214" },
  { flavour: "dnf", shell: "bash", net: "172.30.215" },
] as const;
const file = "/etc/haproxy/conf.d/n2acd-ha-metrics.cfg";
const none =
  "no metrics on this node: its HAProxy was built without the Prometheus exporter. Everything else is as configured";

for (const { flavour, shell, net } of flavours) {
  describe(`metrics on ${flavour} under ${shell}`, () => {
    let front: Front;
    let found: Snapshot;
    const metrics = (port = 8405, change = (text: string) => text): Call => ({
      step: "metrics",
      args: [`at=${front.address}:${port}`],
      input: change(
        renderMetrics({
          stack: "test",
          smsNodes: [],
          address: front.address,
          metrics: { bind: "node", port },
        }),
      ),
    });
    const apply = (call: Call) => mustRun(front.host, call, "apply", { shell });
    const undo = () => mustRun(front.host, metrics(), "undo", { shell });
    const status = async (path: string, port = 8405) =>
      (await front.host.exec(`curl -s -o /dev/null -w '%{http_code}' http://${front.address}:${port}${path}`))
        .stdout;
    const unchanged = async () => {
      assert.deepEqual(differences(found, await snapshot(front.host.run)), []);
    };

    before(async () => {
      front = await makeFront(`n2acd-metrics-${flavour}`, net, flavour);
      await apply({ step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") });
      const config = (await fixture("fe.cfg")).replace("A1:80", "127.0.0.1:9");
      await apply({ step: "web", args: ["listen=80", "apache=81", "stats=7000"], input: config });
      found = await snapshot(front.host.run);
    });
    after(() => front.remove());

    it("are there after a reload, at that address only and nowhere else on that port", async () => {
      assert.deepEqual(await apply(metrics()), ["HAProxy: reload"]);
      const figures = await front.host.run(`curl -s http://${front.address}:8405/metrics`);
      assert.match(figures, /^haproxy_server_status\{proxy="jarvis",server="sms-01",state="DOWN"\} 1$/m);
      assert.equal(await status("/"), "403");
      assert.equal(await status("/metrics?x"), "200");
      assert.equal((await front.host.exec("curl -s http://127.0.0.1:8405/metrics")).status, 7);
    });

    it("changes nothing the second time", async () => {
      const [pid, state] = [await front.host.run(workerPid), await snapshot(front.host.run)];
      assert.deepEqual(await apply(metrics()), []);
      assert.equal(await front.host.run(workerPid), pid);
      assert.deepEqual(differences(state, await snapshot(front.host.run)), []);
    });

    it("moves to another port", async () => {
      assert.deepEqual(await apply(metrics(8406)), ["HAProxy: reload"]);
      assert.deepEqual([await status("/metrics", 8406), await status("/metrics")], ["200", "000"]);
      await apply(metrics());
    });

    it("leaves the live ones alone, or comes back to them", async () => {
      const taken = await mustFail(front.host, metrics(81));
      assert.match(taken, /port 81, which HAProxy should get, belongs to \w+/);
      const refused = metrics(8405, (text) => text.replace("prometheus-exporter", "prometheus"));
      assert.match(
        await mustFail(front.host, refused),
        /HAProxy refuses the new .*n2acd-ha-metrics\.cfg; the live/,
      );
      const closed = metrics(8405, (text) => text.replace("path /metrics", "path /figures"));
      assert.match(
        await mustFail(front.host, closed),
        /8405\/metrics answers 403, without figures of HAProxy; the previous configuration is restored/,
      );
      assert.equal(await status("/metrics"), "200");
      assert.equal(await front.host.run(`cat ${file}`), metrics().input);
      assert.deepEqual(await apply(metrics()), []);
    });

    it("is undone, and again, with a reload", async () => {
      const master = await front.host.run("systemctl show -p MainPID --value haproxy");
      assert.deepEqual(await undo(), ["HAProxy: reload"]);
      assert.deepEqual(await undo(), []);
      assert.equal(await front.host.run("systemctl show -p MainPID --value haproxy"), master);
      await unchanged();
    });

    it("converges wherever it is killed, and so does its undo", { timeout: 300_000 }, async () => {
      for (const action of ["apply", "undo"] as const) {
        for (let ms = 100; ms < 2000; ms += 200) {
          const before = `timeout -s KILL ${ms / 1000}`;
          if ((await runStep(front.host, metrics(), action, { shell, before })).status === 0) break;
        }
        await mustRun(front.host, metrics(), action, { shell });
        assert.equal(await status("/metrics"), action === "apply" ? "200" : "000");
      }
      await unchanged();
    });

    it("stays away from a HAProxy without the exporter, also one that had it", async () => {
      const older = "/usr/local/sbin/haproxy";
      await apply(metrics());
      await front.host.run(
        `printf '#!/bin/sh\\n/usr/sbin/haproxy "$@" | grep -vi prometheus.exporter\\n' >${older}; chmod 755 ${older}`,
      );
      try {
        assert.deepEqual(await apply(metrics()), [none, "HAProxy: reload"]);
        assert.deepEqual(await apply(metrics()), [none]);
        assert.equal(await status("/metrics"), "000");
      } finally {
        await front.host.run(`rm ${older}`);
      }
      await undo();
      await unchanged();
    });
  });
}
