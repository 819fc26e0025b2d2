// The status of real hosts that lose a node and fail over: what it says, and its page in a real browser. RECORD=1 writes what
// the hosts said to test/support/status/answers, for the tests that need no host.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { clientKey, Hosts, nodes, smsNodes } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";
import { local } from "../../support/exec.ts";
import { type Status } from "../../../tools/status/schema.ts";
import { states } from "../../support/status/recorded.ts";
import { looks, screenshot } from "../../support/browser.ts";
import { record } from "./support/record.ts";

const recordable: readonly string[] = states;
const colours = { good: "rgb(218, 251, 225)", warn: "rgb(255, 248, 197)", bad: "rgb(207, 34, 46)" };

describe("the status of a cluster", () => {
  const hosts = new Hosts("n2acd-t-status", "172.30.212");
  /** This machine, as the hosts see it. */
  const here = `${hosts.cluster.prefix}.1`;
  const folder = join(root, ".dev/status");
  const file = (name: string): string => join(folder, name);
  let stack: Stack;
  let secrets: string[];

  before(async () => {
    mkdirSync(folder, { recursive: true });
    await hosts.up();
    // The patient profile: a machine that is busy with other tests is no reason for a finding.
    const config = { ...(await hosts.config()), failover: "guide", metrics: { from: [here] } };
    stack = await Stack.create("status", config, clientKey);
    await stack.mustUp();
    secrets = await Promise.all(
      ["statsPassword", "healthCheckPassword"].map((name) => stack.output<string>(name)),
    );
  });

  after(async () => {
    await hosts.cluster.down();
  });

  const look = async (name: string): Promise<{ exit: number; status: Status }> => {
    const command = [process.execPath, join(root, "tools/status.ts"), stack.name, "--cwd", stack.folder];
    const flags = ["--json", "--html", file(`${name}.html`)];
    const { status: exit, stdout, stderr } = await local(["env", ...stack.env, ...command, ...flags]);
    for (const secret of secrets) assert.ok(!(stdout + stderr).includes(secret));
    return { exit, status: JSON.parse(stdout) as Status };
  };

  /** Looks until it is as wanted, for half a minute. */
  const until = async (
    name: string,
    wanted: (seen: { exit: number; status: Status }) => boolean,
  ): Promise<Status> => {
    const end = Date.now() + 60_000;
    for (;;) {
      const seen = await look(name);
      if (wanted(seen)) {
        if (process.env["RECORD"] === "1" && recordable.includes(name)) await record(stack, name);
        return seen.status;
      }
      assert.ok(
        Date.now() < end,
        JSON.stringify({ exit: seen.exit, findings: seen.status.findings }, null, 2),
      );
    }
  };
  const kinds = ({ findings }: Status): string[] => findings.map(({ kind }) => kind);

  /** Its page, in light, dark, and on a phone. */
  const shown = async (
    name: string,
    ground: string,
  ): Promise<Record<string, { text: string; fill: string }>> => {
    const selectors = [
      ".banner",
      "h1",
      ".findings",
      "#topology svg",
      ".topology .chip.good",
      ".topology .chip.bad",
      "#database-1",
      "#views",
      "#nodes",
    ];
    const light = await looks(file(`${name}.html`), selectors);
    assert.equal(light.elements[".banner"]?.ground, ground);
    assert.notEqual(light.elements["h1"]?.colour, ground, "the headline can be read");
    assert.deepEqual(light.fetched, []);
    assert.ok(light.fits);
    const dark = await looks(file(`${name}.html`), ["body", "h1"], { dark: true });
    assert.equal(dark.elements["body"]?.ground, "rgb(13, 17, 23)");
    assert.ok((await looks(file(`${name}.html`), [], { width: 500 })).fits, "on a phone");
    await screenshot(file(`${name}.html`), file(`${name}.png`));
    await screenshot(file(`${name}.html`), file(`${name}-dark.png`), { dark: true });
    await screenshot(file(`${name}.html`), file(`${name}-phone.png`), { width: 500 });
    return light.elements;
  };

  it("says that all is well", async () => {
    const status = await until("healthy", ({ exit }) => exit === 0);
    assert.deepEqual(status.findings, []);
    assert.equal(status.databases[0]?.primary, "sms-01");
    const elements = await shown("healthy", colours.good);
    assert.equal(elements["h1"]?.text, "All is well");
    assert.equal(elements[".topology .chip.good"]?.fill, colours.good);
    assert.match(elements["#database-1"]?.text ?? "", /primary sms-01.*timeline 1, no failover so far/);
    assert.equal(elements[".topology .chip.bad"], undefined);
  });

  it("gives Prometheus the figures of every HAProxy, and nobody else", async () => {
    for (const node of nodes) {
      const response = await fetch(`http://${hosts.address(node)}:8405/metrics`);
      const figures = await response.text();
      const [proxy, server] = smsNodes.some((name) => name === node)
        ? ["Postgres-ACD", "sms-01"]
        : ["jarvis", "sms-02"];
      const up = `haproxy_server_status{proxy="${proxy}",server="${server}",state="UP"} 1`;
      assert.ok(figures.split("\n").includes(up), `${node}: ${up} in\n${figures}`);
      const other = hosts.on(node === "fe-01" ? "fe-02" : "fe-01");
      const stranger = await other.exec(`curl -s -m 5 http://${hosts.address(node)}:8405/metrics`);
      assert.notEqual(stranger.status, 0, `${node} lets a stranger in`);
    }
  });

  it("leaves a changed file of the figures to make drift, which names it", async () => {
    const drift = async () => {
      const command = [process.execPath, join(root, "tools/drift.ts"), stack.name, "--cwd", stack.folder];
      const { status: exit, stdout } = await local(["env", ...stack.env, ...command, "--json"]);
      const { findings } = JSON.parse(stdout) as {
        findings: { node: string; step: string; thing: string }[];
      };
      return { exit, found: findings.map(({ node, step, thing }) => `${node}: ${step} ${thing}`) };
    };
    const file = "/etc/haproxy/conf.d/n2acd-ha-metrics.cfg";
    assert.deepEqual(await drift(), { exit: 0, found: [] });
    await hosts.on("fe-02").run(`cp -p ${file} /root/kept && echo '# mine' >> ${file}`);
    assert.deepEqual(await drift(), { exit: 1, found: [`fe-02: metrics ${file}`] });
    await hosts.on("fe-02").run(`cp -p /root/kept ${file} && rm /root/kept`);
    assert.deepEqual(await drift(), { exit: 0, found: [] });
  });

  it("says what is lost with a node, and that the rest goes on", async () => {
    await hosts.power("kill", "sms-02");
    const status = await until("lost", ({ status }) => kinds(status).includes("jarvis-server-down"));
    assert.equal(status.level, "degraded");
    assert.ok(kinds(status).includes("host-unreachable"));
    const elements = await shown("lost", colours.warn);
    assert.match(elements[".findings"]?.text ?? "", /sms-02 cannot be read/);
    await hosts.power("start", "sms-02");
    await until("healthy-again", ({ exit }) => exit === 0);
  });

  it("says that a failover is in progress, and how it went", async () => {
    await hosts.cluster.postgres("kill", "sms-01");
    const status = await until("failover", ({ status }) => kinds(status).includes("failover"));
    assert.equal(status.level, "critical");
    const elements = await shown("failover", colours.bad);
    assert.match(elements["h1"]?.text ?? "", /failover in progress: no primary/);
    assert.match(elements[".findings"]?.text ?? "", /sms-02 could be promoted/);
    await hosts.cluster.postgres("promote", "sms-02");
    const done = await until("promoted", ({ status }) => status.databases[0]?.primary === "sms-02");
    assert.equal(done.databases[0]?.timeline, 2);
    assert.ok((done.databases[0].lastFailover ?? 1e9) < 120);
  });

  it("says that there are two primaries, and which one is used", async () => {
    await hosts.cluster.postgres("start", "sms-01");
    const status = await until("two-primaries", ({ status }) => kinds(status).includes("two-primaries"));
    assert.equal(status.level, "critical");
    const elements = await shown("two-primaries", colours.bad);
    assert.match(
      elements["h1"]?.text ?? "",
      /two primaries: sms-01 \(timeline 1\) and sms-02 \(timeline 2\)/,
    );
    await hosts.cluster.postgres("rejoin", "sms-01", "sms-02");
    await until("rejoined", ({ exit }) => exit === 0);
  });
});
