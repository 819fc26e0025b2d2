// The FE node's step on real hosts of both flavours: port 80 changes hands, and comes back.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";
import { fixture, makeFront, mustFail, owner, workerPid, type Front } from "../../support/proxies/hosts.ts";
import { askDuring, pause } from "../../support/proxies/probe.ts";

// HAProxy has no server for it, Apache no such page.
const jarvis = "http://127.0.0.1/n2acd-fe/jarvis-agent";

const flavours = [
  { flavour: "apt", shell: "dash", apache: "apache2", net: "10.213.21" },
  { flavour: "dnf", shell: "bash", apache: "httpd", net: "10.213.22" },
] as const;

for (const { flavour, shell, apache, net } of flavours) {
  describe(`web on ${flavour} under ${shell}`, () => {
    let front: Front;
    let config: string;
    let secrets: Call;
    let found: Snapshot;
    const web = (input: string): Call => ({
      step: "web",
      args: ["listen=80", "apache=81", "stats=7000"],
      input,
    });
    const status = async (url: string) =>
      (await front.host.exec(`curl -s -o /dev/null -w '%{http_code}' ${url}`)).stdout;
    const unchanged = async () => {
      assert.deepEqual(differences(found, await snapshot(front.host.run)), []);
    };

    before(async () => {
      front = await makeFront(`web-${flavour}`, net, flavour);
      config = (await fixture("fe.cfg")).replace("A1:80", "127.0.0.1:9");
      secrets = { step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") };
      const folder = apache === "httpd" ? "/etc/httpd/conf.d" : "/etc/apache2/sites-enabled";
      await front.host.run(`mkdir -p /var/www/html/folder && echo deep >/var/www/html/folder/index.html
        printf '<VirtualHost *:80>\\nDocumentRoot /var/www/html\\n</VirtualHost>\\n<VirtualHost *:80>\\nServerName other.example\\nRedirect 410 /\\n</VirtualHost>\\n' >/etc/other.vhost
        ln -s ../../other.vhost ${folder}/zz-other.conf; systemctl reload ${apache}`);
      await pause(500);
      found = await snapshot(front.host.run);
    });
    after(() => front.remove());

    it("hands port 80 over with hardly anybody noticing", async (t) => {
      await mustRun(front.host, secrets, "apply", { shell });
      const gap = await askDuring(front.address, 80, () =>
        mustRun(front.host, web(config), "apply", { shell }),
      );
      t.diagnostic(`gap: ${JSON.stringify(gap)}`);
      assert.ok(gap.gap_ms < 150, JSON.stringify(gap));
      assert.equal(await status(jarvis), "503");
      assert.equal(await owner(front.host, 81), apache);
      assert.equal(await status("http://127.0.0.1:81/folder/"), "200");
      assert.equal(await status("-H 'Host: other.example' http://127.0.0.1/"), "410");
      assert.equal(await status("http://127.0.0.1:7000/"), "401");
      assert.equal(await status("-u admin:test http://127.0.0.1:7000/"), "200");
    });

    it("redirects to the port that people use", async () => {
      const headers = await front.host.run(`curl -si http://${front.address}/folder`);
      assert.match(headers, /^location: http:\/\/[0-9.]+\/folder\//im);
    });

    it("changes nothing the second time", async () => {
      const pid = await front.host.run(workerPid);
      const state = await snapshot(front.host.run);
      assert.deepEqual(await mustRun(front.host, secrets, "apply", { shell }), []);
      assert.deepEqual(await mustRun(front.host, web(config), "apply", { shell }), []);
      assert.equal(await front.host.run(workerPid), pid);
      assert.deepEqual(differences(state, await snapshot(front.host.run)), []);
    });

    it("reloads for a change, and drops no request", async () => {
      const changed = config.replace("timeout connect 4s", "timeout connect 3s");
      const gap = await askDuring(front.address, 80, async () => {
        assert.deepEqual(await mustRun(front.host, web(changed), "apply", { shell }), ["HAProxy: reload"]);
        await mustRun(front.host, web(config), "apply", { shell });
      });
      assert.deepEqual(gap.kinds, {});
    });

    it("does not touch HAProxy when a trial of the new one serves nothing", async () => {
      const live = await front.host.run("cat /etc/haproxy/haproxy.cfg");
      const dead = config.replace("server localhost 0.0.0.0:81", "server localhost 0.0.0.0:82");
      const said = await mustFail(front.host, web(dead));
      assert.match(
        said,
        /the new configuration answers 503, and Apache behind it 200; HAProxy was not touched, and continues/,
      );
      assert.equal(await status("http://127.0.0.1/"), "200");
      assert.equal(await front.host.run("cat /etc/haproxy/haproxy.cfg"), live);
    });

    it("leaves the live one alone when HAProxy refuses the new one", async () => {
      const pid = await front.host.run(workerPid);
      const said = await mustFail(
        front.host,
        web(config.replace("default_backend apache", "default_backend apach")),
      );
      assert.match(said, /HAProxy refuses .* untouched: .*unable to find required default_backend: 'apach'/);
      assert.equal(await front.host.run(workerPid), pid);
    });

    it("brings everything back", async (t) => {
      const gap = await askDuring(front.address, 80, () =>
        mustRun(front.host, web(config), "undo", { shell }),
      );
      t.diagnostic(`gap: ${JSON.stringify(gap)}`);
      assert.ok(gap.gap_ms < 300, JSON.stringify(gap));
      await mustRun(front.host, secrets, "undo", { shell });
      assert.equal(await owner(front.host, 80), apache);
      await unchanged();
      assert.deepEqual(await mustRun(front.host, web(config), "undo", { shell }), []);
      await unchanged();
    });

    it("leaves Apache on port 80 when HAProxy cannot serve", async () => {
      await mustRun(front.host, secrets, "apply", { shell });
      const dead = config.replace("server localhost 0.0.0.0:81", "server localhost 0.0.0.0:82");
      const gap = await askDuring(front.address, 80, async () => {
        const said = await mustFail(front.host, web(dead));
        assert.match(said, /frontend answers 503 in place of Apache's 200; everything is as it was before/);
      });
      assert.deepEqual(gap.kinds, {});
      await mustRun(front.host, secrets, "undo", { shell });
      await unchanged();
    });

    it("names who holds a port that it needs", async () => {
      await mustRun(front.host, secrets, "apply", { shell });
      for (const port of [81, 7000]) {
        await front.host
          .run(`systemd-run -q --collect --unit taken socat TCP-LISTEN:${port},fork,reuseaddr /dev/null
          n=0; until ss -Hltn 'sport = :${port}' | grep -q .; do n=$((n + 1)); [ $n -lt 50 ] || exit 1; sleep 0.1; done`);
        assert.match(
          await mustFail(front.host, web(config)),
          new RegExp(`port ${port}, .* belongs to socat`),
        );
        await front.host.run("systemctl stop taken");
      }
      await mustRun(front.host, web(config), "undo", { shell });
      await mustRun(front.host, secrets, "undo", { shell });
      await unchanged();
    });

    it("converges wherever it is killed, and so does its undo", { timeout: 600_000 }, async () => {
      await mustRun(front.host, secrets, "apply", { shell });
      for (const action of ["apply", "undo"] as const) {
        for (let ms = 150; ms < 2500; ms += 250) {
          const before = `timeout -s KILL ${ms / 1000}`;
          const cut = await runStep(front.host, web(config), action, { shell, before });
          // 000: between HAProxy's leaving and Apache's coming nobody listens; the next run mends that.
          assert.match(
            await status("http://127.0.0.1/"),
            /200|000/,
            `${action} cut at ${ms} ms: ${cut.stderr}`,
          );
          if (cut.status === 0) break;
        }
        await mustRun(front.host, web(config), action, { shell });
        assert.equal(await status(jarvis), action === "apply" ? "503" : "404");
        assert.equal(await status("http://127.0.0.1/"), "200");
      }
      await mustRun(front.host, secrets, "undo", { shell });
      await unchanged();
    });
  });
}
