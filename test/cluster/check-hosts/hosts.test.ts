// `make check-hosts` on real hosts of both flavours: each file in /etc, /var, /run and /tmp is afterwards as it was before, to the
// nanosecond, besides logs and what any login leaves.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Cluster } from "../../support/cluster.ts";
import { clientKey } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";
import { container, local } from "../../support/exec.ts";
import type { Report } from "../../../tools/checkHosts/report.ts";

const flavours = { "sms-01": "dnf", "sms-02": "apt", "fe-01": "apt" } as const;
const nodes = Object.keys(flavours) as (keyof typeof flavours)[];

/** By path: type, mode, owner, size, times, target and content. A running database's own files change by themselves. */
const look = `data=$(cd / && runuser -u postgres -- psql -XqAt -d postgres -c 'SHOW data_directory' 2>/dev/null || echo /none)
  find /etc /var /run /tmp \\( -path /var/log -o -path /run/log -o -path "$data" \\) -prune -o -printf '%p\\t%y %m %U:%G %s %T@ %C@ %l\\n'
  find /etc /var /tmp \\( -path /var/log -o -path "$data" \\) -prune -o -type f -exec sha256sum {} + | sed 's/^\\([^ ]*\\) *\\(.*\\)/content \\2\\t\\1/'`;

type Files = ReadonlyMap<string, string>;

async function files(node: string): Promise<Files> {
  const printed = await container(`n2acd-t-check-${node}`).run(look);
  return new Map(printed.split("\n").map((line): [string, string] => [line.split("\t")[0] ?? "", line]));
}

function changed(was: Files, is: Files): string[] {
  return [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path)).sort();
}

describe("Hosts before up", () => {
  const cluster = new Cluster("n2acd-t-check", "172.30.213");
  let stack: Stack;

  before(async () => {
    await cluster.down();
    const made = ["dev/cluster.sh", "up", cluster.name, cluster.prefix];
    const wanted = nodes.map((node) => `${node}:${flavours[node]}`).join(" ");
    const { status, stderr } = await local([
      "env",
      `NODES=${wanted}`,
      "sh",
      join(root, made[0] ?? ""),
      ...made.slice(1),
    ]);
    assert.equal(status, 0, stderr);
    for (const node of nodes) await cluster.ssh(node, "sudo -n systemctl is-system-running --wait");
    const described = async (node: string, number: number) => ({
      name: node,
      address: `${cluster.prefix}.${String(number)}`,
      hostKey: (await readFile(join(root, ".dev/keys", node, "host.pub"), "utf8")).trim(),
    });
    const config = {
      ssh: { user: "deploy" },
      smsNodes: [await described("sms-01", 11), await described("sms-02", 12)],
      feNodes: [await described("fe-01", 21)],
      jarvis: {
        configFile: "/etc/jarvis/jarvis.conf",
        match: "^port *= *5432$",
        set: "port = 15432",
        service: "jarvis",
      },
    };
    stack = await Stack.create("check-hosts", config, clientKey);
  });

  after(() => cluster.down());

  const check = async (): Promise<{ exit: number; report: Report; text: string }> => {
    const command = [process.execPath, join(root, "tools/check-hosts.ts"), stack.name, "--cwd", stack.folder];
    const { status, stdout, stderr } = await local(["env", ...stack.env, ...command, "--json"]);
    assert.notEqual(stdout, "", stderr);
    return { exit: status, report: JSON.parse(stdout) as Report, text: stdout };
  };
  const all = async (): Promise<Files[]> => Promise.all(nodes.map(files));

  it("finds good hosts good, leaves every file as it was, and says the same again", async () => {
    await sleep(5000);
    const first = await all();
    for (const node of nodes) await cluster.ssh(node, "sudo -n true");
    await sleep(1000);
    const found = await all();
    const started = performance.now();
    const { exit, report, text } = await check();
    console.log(`${((performance.now() - started) / 1000).toFixed(1)} s for ${nodes.length} hosts`);
    await sleep(1000);
    const left = await all();
    // What it found has its own say below: the files are compared whatever that was.
    assert.deepEqual(
      report.hosts.map(({ name }) => name),
      nodes,
      text,
    );
    for (const [i, node] of nodes.entries()) {
      const [start, was, is] = [first[i], found[i], left[i]];
      if (start === undefined || was === undefined || is === undefined) throw new Error("no host");
      assert.ok(was.size > 1000, `${node} shows only ${was.size} files`);
      const login = changed(start, was);
      const folders = new Set(login.filter((path) => !start.has(path)).map(dirname));
      const ours = changed(was, is).filter((path) => !login.includes(path) && !folders.has(dirname(path)));
      assert.deepEqual(ours, [], `${node}: a login by itself changes ${login.join(" ")}`);
      assert.ok(!is.has("/var/lib/n2acd-ha"));
    }
    await container(`n2acd-t-check-${nodes[0] ?? ""}`).run("touch /etc/hosts.allow");
    assert.notDeepEqual(
      changed(left[0] ?? new Map(), await files("sms-01")),
      [],
      "a touched file is not seen",
    );
    assert.equal(exit, 0, text);
    assert.equal(report.level, "ok");
  });

  it("names what stands in the way", async () => {
    await container(`n2acd-t-check-sms-01`).run("systemctl mask --quiet haproxy");
    await container(`n2acd-t-check-fe-01`).run(
      "printf 'Nonsense On\\n' >/etc/apache2/conf-enabled/x.conf; (setsid socat TCP4-LISTEN:7000,fork OPEN:/dev/null >/dev/null 2>&1 </dev/null &)",
    );
    const { exit, report } = await check();
    const told = report.hosts.flatMap(({ name, problems }) => problems.map(({ text }) => `${name}: ${text}`));
    assert.equal(exit, 2);
    for (const says of [
      /^sms-01: haproxy\.service is masked/,
      /^fe-01: Apache's own configuration is broken already/,
    ])
      assert.ok(
        told.some((text) => says.test(text)),
        told.join("\n"),
      );
  });
});
