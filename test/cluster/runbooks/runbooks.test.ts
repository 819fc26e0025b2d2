// Someone who has only the README and docs/: the install and the runbooks after it, command by command.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { codeBlocks, documents } from "../../support/documents.ts";
import { clientKey, Hosts, type Node, nodes } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { assertServes, callJarvis, servesWithin } from "../../support/stack/traffic.ts";
import { local } from "../../support/exec.ts";
import type { Snapshot } from "../../support/snapshot.ts";
import { Operator } from "./support/operator.ts";

const readme = "README.md";
const install = "docs/install.md";
const watching = "docs/operations/watching.md";
const changing = "docs/operations/changing.md";
const failover = "docs/operations/failover.md";
const membership = "docs/operations/nodes.md";

describe("the documents, to the letter", { timeout: 3_600_000 }, () => {
  const hosts = new Hosts("n2acd-t-runbooks", "172.30.149");
  let operator: Operator;
  let found: Record<Node, Snapshot>;
  const leftOn = async (node: Node): Promise<string[]> =>
    (await hosts.changes(found)).filter((change) => change.startsWith(`${node}: `));
  const config = (node: Node) => hosts.on(node).run("cat /etc/haproxy/haproxy.cfg");

  // Nobody answers the question here. What the consoles would say is in the files that the dev hosts' keys come from.
  const expected = (...which: readonly Node[]) =>
    Promise.all(
      which.map(async (node) => {
        const { stdout } = await local(["ssh-keygen", "-lf", join(root, ".dev/keys", node, "host.pub")]);
        return `--expect ${node}=${stdout.split(" ")[1] ?? ""}`;
      }),
    );

  // Each goes on from where the one before it has ended.
  let stopped = "";
  const does = (name: string, work: () => Promise<void>) =>
    it(name, async (t) => {
      if (stopped !== "") {
        t.skip(`${stopped} has failed`);
        return;
      }
      stopped = name;
      await work();
      stopped = "";
    });

  before(async () => {
    await hosts.up();
    found = await hosts.look();
    operator = await Operator.create([
      ["10.0.0.11", hosts.address("sms-01")],
      ["10.0.0.12", hosts.address("sms-02")],
      ["10.0.0.21", hosts.address("fe-01")],
      ["~/.ssh/n2acd-deploy", clientKey],
      ["n2acd-dev", hosts.cluster.name],
      // What it shows of a cluster without a primary is in tests of its own; it does not end well then.
      ["make dev-status", "node tools/status.ts prod || true"],
      ["WATCH=5", "WATCH=5 & pid=$!; sleep 12; kill $pid"],
      ["'lost[0]' sms-02", "'lost[0]' fe-02"],
    ]);
  });
  after(async () => {
    await operator.leave();
    await hosts.cluster.down();
  });

  void does("2. The machine that runs Pulumi", async () => {
    await operator.follow(install, "2. The machine that runs Pulumi");
    operator.enter();
  });

  void does("3. Where the state lives, and who can read it", async () => {
    await operator.follow(install, "3. Where the state lives, and who can read it");
  });

  void does("4. The inventory", async () => {
    const page = documents().find(({ path }) => path === install);
    const inventory = codeBlocks(page ?? assert.fail(), "yaml").find((text) => /smsNodes/.test(text));
    // The second front end comes later: "Adding a node".
    const mine = operator.here(inventory ?? "").replace(/ *- name: fe-02\n(?: {6}.*\n)+/, "");
    await operator.edit((text) => text + mine);
  });

  void does("5. The private key", async () => {
    await operator.follow(install, "5. The private key");
  });

  void does("6. Host keys", async () => {
    await operator.run(
      install,
      "node tools/host-keys.ts prod",
      ...(await expected("sms-01", "sms-02", "fe-01")),
    );
  });

  void does("7. Check the hosts", async () => {
    assert.match(await operator.follow(install, "7. Check the hosts"), /Nothing stands in the way of up/);
  });

  void does("8. Preview, up, outputs", async () => {
    const printed = await operator.follow(install, "8. Preview, up, outputs");
    assert.match(printed, /All is well/);
    assert.equal((await callJarvis(hosts, "fe-01")).database_server.address, hosts.address("sms-01"));
  });

  void does("Reading the status", async () => {
    assert.match(await operator.follow(watching, "Reading the status"), /All is well/);
  });

  void does("Adding a node", async () => {
    const second = `    - name: fe-02\n      address: ${hosts.address("fe-02")}\n`;
    await operator.edit((text) => text.replace(/(?=^ {2}n2acd-ha:jarvis)/m, second));
    await operator.run(install, "node tools/host-keys.ts prod", ...(await expected("fe-02")));
    assert.match(await operator.run(membership, "pulumi preview"), /FeNode +fe-02 +create/);
    await operator.run(membership, "pulumi up");
    assert.match(await operator.run(watching, "make status STACK=prod"), /All is well/);
    await assertServes(hosts, "sms-01");
  });

  void does("Drift: found, previewed, repaired", async () => {
    await operator.run(watching, "node tools/drift.ts prod --json");
    const before = await config("fe-01");
    await hosts.on("fe-01").run("echo '# by hand' >> /etc/haproxy/haproxy.cfg");
    await assert.rejects(operator.run(watching, "make drift STACK=prod"), /haproxy\.cfg/);
    await assert.rejects(operator.run(watching, "make drift STACK=prod REPAIR=1"), /runs again: fe-01-web/);
    assert.match(await operator.run(watching, "pulumi preview --diff"), /repair=1/);
    await operator.run(watching, "pulumi up");
    assert.equal(await config("fe-01"), before);
    await operator.run(watching, "make drift STACK=prod");
  });

  void does("Reviewing and changing a setting", async () => {
    await operator.edit((text) => `${text}  n2acd-ha:timeouts: { client: 31m }\n`);
    assert.match(await operator.follow(changing, "Reviewing a change"), /\+ +timeout client 31m/);
    await operator.follow(changing, "Changing a setting");
    for (const node of nodes) assert.match(await config(node), /timeout client 31m/);
  });

  void does("docs/ci.md, GitHub Actions: the workflows are where they are said to be", async () => {
    await operator.follow("docs/ci.md", "GitHub Actions");
  });

  void does("Rotating a password", async () => {
    const password = () => hosts.on("sms-01").run("grep health_check_user_password /etc/psqlchk/config.json");
    const before = await password();
    await operator.follow(changing, "Rotating a password");
    assert.notEqual(await password(), before);
    await assertServes(hosts, "sms-01");
  });

  void does("Rotating a password: the SSH key", async () => {
    const key = join(operator.folder, "new-key");
    await local(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "new", "-f", key]);
    const line = (await readFile(`${key}.pub`, "utf8")).trim();
    const keys = "~deploy/.ssh/authorized_keys";
    await hosts.all((host) => host.run(`cp ${keys} /root/keys; echo '${line}' >> ${keys}`));
    await operator.run(changing, "pulumi config set --secret sshPrivateKey", `< ${key}`);
    await operator.run(changing, "pulumi up");
    await hosts.all((host) => host.run(`echo '${line}' > ${keys}`));
    assert.match(await operator.run(watching, "make status STACK=prod"), /All is well/);
    // The test's own login is as before again.
    await hosts.all((host) => host.run(`cat /root/keys >> ${keys}; rm /root/keys`));
  });

  void does("Planned switchover", async () => {
    const on = (command: string) => operator.run(failover, command);
    await on("pulumi config set --path 'drained[0]' sms-01");
    await on("pulumi config set drainPrimary true");
    assert.match(await on("pulumi up"), /nobody can write/i);
    await on("make switchover STACK=prod TO=sms-02");
    await servesWithin(20, hosts, "sms-02");
    await on("pulumi config rm --path 'drained[0]'");
    await on("pulumi config rm drainPrimary");
    await on("pulumi up");
    assert.match(await on("make status STACK=prod"), /All is well/);
  });

  void does(
    "Kill the primary, the failover drill, after the primary was brought back to sms-01",
    async () => {
      await hosts.cluster.postgres("kill", "sms-02");
      await hosts.cluster.postgres("promote", "sms-01");
      await hosts.cluster.postgres("rejoin", "sms-02", "sms-01");
      await operator.follow(readme, "Kill the primary");
      await servesWithin(20, hosts, "sms-02");
    },
  );

  void does("Taking a node out of service, and back", async () => {
    await operator.run(failover, "pulumi config set --path 'drained[0]' sms-01");
    await operator.run(failover, "pulumi up");
    assert.match(await config("fe-01"), /server sms-01 .* disabled/);
    await operator.run(failover, "pulumi config rm --path 'drained[0]'");
    await operator.run(failover, "pulumi up");
    await servesWithin(20, hosts, "sms-02");
  });

  void does("When a host came back empty", async () => {
    await hosts.on("fe-01").run("rm -r /var/lib/n2acd-ha/toolkit");
    await operator.follow(membership, "When a host came back empty");
    await servesWithin(20, hosts, "sms-02");
  });

  void does("Upgrading n2acd-ha", async () => {
    await operator.follow(changing, "Upgrading n2acd-ha");
    await assertServes(hosts, "sms-02");
  });

  void does("When a host is dead", async () => {
    await hosts.power("kill", "fe-02");
    await operator.follow(membership, "When a host is dead");
    await operator.edit((text) => text.replace(/ *- name: fe-02\n(?: {6}.*\n)+/, ""));
    await operator.edit((text) => text.replace(/ *n2acd-ha:lost:\n *- fe-02\n/, ""));
    await operator.run(membership, "pulumi up");
    await hosts.power("start", "fe-02");
  });

  void does("Removing a node", async () => {
    await operator.edit((text) => text.replace(/ *n2acd-ha:feNodes:\n *- name: fe-01\n(?: {6}.*\n)+/, ""));
    await operator.run(membership, "pulumi up");
    assert.deepEqual(await leftOn("fe-01"), []);
  });

  void does("Taking it all away", async () => {
    await operator.run(membership, "pulumi destroy");
    assert.deepEqual([...(await leftOn("sms-01")), ...(await leftOn("sms-02"))], []);
    await operator.run(membership, "pulumi stack rm prod");
  });
});
