// No secret gets anywhere but to the files that need it: the real values are looked for in everything that the program
// leaves behind. The nodes' names are searched for as well, and have to be in each of these places: so it is known that
// the search can find.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { clientKey, feNodes, Hosts, nodes, smsNodes, type Node } from "../../support/stack/hosts.ts";
import { type Places, searchHost, start } from "../../support/stack/places.ts";
import { local, type Outcome } from "../../support/exec.ts";
import { authority } from "../../support/certificate.ts";
import { root } from "../../support/stack/pulumi.ts";
import { watchProcesses } from "../../support/stack/sampler.ts";
import { leaks, realSecrets, type Secrets } from "../../support/stack/secrets.ts";
import { Stack } from "../../support/stack/stack.ts";
import { callJarvis, write } from "../../support/stack/traffic.ts";
import { unpacked } from "../../support/stack/unpacked.ts";

const planted = `planted${randomBytes(8).toString("hex")}`;
const isSms = (node: Node) => smsNodes.some((name) => name === node);

describe("secrets", () => {
  const hosts = new Hosts("n2acd-t-secrets", "172.30.144");
  let secrets: Secrets;
  let report: Outcome;
  const places: Record<string, string> = {};
  const add = (node: string, more: Places) => {
    for (const [place, text] of Object.entries(more)) places[`${node}: ${place}`] = text;
  };

  before(async () => {
    await hosts.up({ https: true });
    const stack = await Stack.create(
      "secrets",
      await hosts.config((node) => `${node}-${planted}`),
      clientKey,
    );
    const address = `${hosts.cluster.prefix}.50`;
    await stack.setObject("vips", [{ name: "web", for: "fe", address, prefix: 24, routerId: 51 }]);
    await stack.set({ "fe.tls": "true" });
    const certificate = authority().issue(["other.acd.example"]);
    await stack.setSecret("feCertificates[0]", certificate);
    await hosts.all((host) => host.run(`${start}; echo ${planted} > /var/log/${planted}`));
    const watched = await hosts.all((host) => watchProcesses(host, planted));

    const preview = await stack.must("preview", "--diff");
    const up = await stack.up("-v=9", "--logtostderr");
    assert.equal(up.status, 0, up.stdout);
    const log = engineLog(up.stderr);
    for (const node of nodes) add(node, await watched[node]());

    // Something for the logs of HAProxy and PostgreSQL, and a file that others may read.
    await hosts.all((host) => host.run(`echo ${planted} > /usr/local/share/${planted}`));
    for (const node of ["fe-01", "fe-02"] as const) await callJarvis(hosts, node);
    for (const node of smsNodes) {
      await write(hosts, node);
      await hosts.on(node).run(`runuser -u postgres -- psql -XqAtc "SELECT '${planted}'"`);
    }

    secrets = await realSecrets(stack, hosts, certificate);
    // It is where it belongs, so the search below has something to miss.
    const [line = ""] = secrets["certificate's key"] ?? [];
    for (const node of feNodes)
      assert.match(await hosts.on(node).run(`grep -rlF '${line}' /etc/haproxy/n2acd-ha-tls`), /\.pem/);
    const needles = [planted, ...Object.values(secrets).flat()];
    const searched = await hosts.all((host, node) => searchHost(host, needles, isSms(node)));
    for (const node of nodes) add(node, searched[node]);
    const resources = await stack.resources();
    add("Pulumi", {
      console: preview + up.stdout + log.printed,
      "engine's verbose log": log.records,
      "state and its backups": await contents(join(stack.folder, "state")),
      export: await stack.must("stack", "export"),
      "commands' text": resources
        .flatMap(({ inputs = {} }) => [inputs["create"], inputs["update"], inputs["delete"]])
        .join("\n"),
    });

    // A review of a change: nobody has to be there for it.
    await hosts.power("kill", ...nodes);
    await stack.set({ "timeouts.client": "45m", "healthCheck.passwordGeneration": "2" });
    report = await local([
      "env",
      ...stack.env,
      process.execPath,
      join(root, "tools/report.ts"),
      stack.name,
      "--cwd",
      stack.folder,
    ]);
    add("Pulumi", { report: report.stdout + report.stderr });
  });
  after(() => hosts.cluster.down());

  it("are searched for where they can be found", () => {
    const blind = Object.entries(places).filter(([, text]) => !text.includes(planted));
    assert.deepEqual(
      blind.map(([place]) => place),
      [],
    );
    assert.equal(Object.keys(places).length, 4 * 6 + 2 + 6);
  });

  it("are in no review, which reaches no host and says what changes", () => {
    assert.equal(report.status, 0, report.stdout + report.stderr);
    for (const words of [
      /^## Stack `e2e`: 4 nodes change$/m,
      /^\+ {4}timeout client 45m$/m,
      /^- password of `health_check_user`: a new one, on /m,
    ])
      assert.match(report.stdout, words);
  });

  it("are nowhere", () => {
    assert.deepEqual(leaks(places, secrets), []);
  });
});

/**
 * What the engine logged, and what it only printed. Left out: values that pass between the engine, its plugins and
 * the program, which Pulumi itself logs in clear from -v=9 on, and the SDK's trace of them, from -v=3 on.
 */
function engineLog(stderr: string): { records: string; printed: string } {
  const lines = stderr.split("\n");
  const isRecord = (line: string) => line.startsWith('{"time":');
  const pulumisOwn = /"msg":"(Unm|M)arshaling property for RPC\[|RegisterResource RPC finished: /;
  return {
    records: lines.filter((line) => isRecord(line) && !pulumisOwn.test(line)).join("\n"),
    printed: lines.filter((line) => !isRecord(line)).join("\n"),
  };
}

async function contents(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => unpacked(await readFile(join(parentPath, name))));
  return (await Promise.all(texts)).join("\n");
}
