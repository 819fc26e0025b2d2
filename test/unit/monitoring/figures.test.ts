// Every figure that the rules and the dashboard ask for is one that a real HAProxy, or the bundled agent, has.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { renderMetrics } from "../../../lib/haproxy/metrics.ts";
import { renderSecrets } from "../../../lib/haproxy/secrets.ts";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { root } from "../../support/documents.ts";
import { sms } from "../../support/haproxy/models.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const rules = read("monitoring/rules.yml");
const dashboard = JSON.parse(read("monitoring/dashboard.json")) as {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
};
const asked = [rules, ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].join(
  "\n",
);
const names = (prefix: string): string[] => [
  ...new Set([...asked.matchAll(new RegExp(`\\b${prefix}\\w+`, "g"))].map(([name]) => name)),
];

describe("the figures that are asked for", () => {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-figures-"));
  const at = 28_405;
  let haproxy: ChildProcess;
  let figures = "";

  before(async () => {
    const smsNodes = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map((address, i) => ({
      name: `sms-0${i + 1}`,
      address,
      drained: i === 2,
    }));
    const readers = { listenPort: 28_434, checkPath: "/replica" };
    const text = renderSms({
      ...sms,
      smsNodes,
      stats: { bind: "127.0.0.1", port: 28_000 },
      peersPort: 28_010,
      databases: [{ name: "ACD", port: 28_431, listenPort: 28_432, checkPort: 28_433, readers }],
    });
    // As anybody, beside an installed one.
    const own = text
      .replace(/^ *(user|group|log) .*\n/gm, "")
      .replace("/run/haproxy.sock-", `${folder}/`)
      .replace("/var/lib/haproxy/", `${folder}/`);
    const page = { stack: "test", smsNodes, address: "127.0.0.1", metrics: { bind: "node", port: at } };
    const file = join(folder, "haproxy.cfg");
    writeFileSync(file, own + renderSecrets({ user: "admin", password: "test" }) + renderMetrics(page));
    writeFileSync(join(folder, "n2acd-ha.state"), "1\n");
    haproxy = spawn("haproxy", ["-db", "-L", "sms-01", "-f", file], { stdio: "ignore" });
    const checked = '{proxy="Postgres-ACD-read",server="sms-01",state="DOWN"} 1';
    for (let tries = 0; !figures.includes(checked) && tries < 300; tries++) {
      await sleep(100);
      figures = await fetch(`http://127.0.0.1:${at}/metrics`).then(
        (answer) => answer.text(),
        () => "",
      );
    }
  });
  after(() => {
    haproxy.kill();
    rmSync(folder, { recursive: true });
  });

  it("are HAProxy's", () => {
    const known = new Set([...figures.matchAll(/^(haproxy_\w+)/gm)].map(([, name]) => name));
    assert.ok(names("haproxy_").length > 8);
    assert.deepEqual(
      names("haproxy_").filter((name) => !known.has(name)),
      [],
    );
  });

  it("have the labels and states that are asked for", () => {
    const server = 'proxy="Postgres-ACD",server="sms-01"';
    for (const state of ["UP", "MAINT"])
      assert.ok(figures.includes(`haproxy_server_status{${server},state="${state}"}`));
    for (const state of ["L7OK", "L7STS"])
      assert.ok(figures.includes(`haproxy_server_check_status{${server},state="${state}"}`));
    assert.match(figures, /^haproxy_server_status\{proxy="Postgres-ACD",server="sms-03",state="MAINT"\} 1$/m);
    assert.match(
      figures,
      /^haproxy_server_status\{proxy="Postgres-ACD-read",server="sms-01",state="UP"\} 0$/m,
    );
    assert.match(figures, /^haproxy_server_limit_sessions\{proxy="Postgres-ACD",server="sms-01"\} 100$/m);
    assert.match(figures, /^haproxy_frontend_limit_sessions\{proxy="Postgres-ACD"\} 1000$/m);
  });

  it("are the bundled agent's", () => {
    const known = [...read("assets/agent/metrics.py").matchAll(/yield "(\w+)"/g)].map(([, name]) => name);
    assert.ok(names("n2acd_agent_").length > 4);
    assert.deepEqual(
      names("n2acd_agent_").filter((name) => !known.includes(name.replace("n2acd_agent_", ""))),
      [],
    );
  });
});
