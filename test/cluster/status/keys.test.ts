// "Without root and without the passphrase" of docs/operations/watching.md, on real hosts: a key that may only look is switched on, sees
// what root sees, runs nothing else, is changed with something in the way, and is taken away without a trace.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { clientKey, Hosts, nodes } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";
import { local } from "../../support/exec.ts";
import { makeKey } from "../../support/standins/sshd.ts";
import type { Rehearsal } from "../../../tools/rehearsal/schema.ts";
import type { Status } from "../../../tools/status/schema.ts";

describe("a key that may only look, on hosts", { concurrency: 1 }, () => {
  const hosts = new Hosts("n2acd-t-keys", "172.30.226");
  const folder = mkdtempSync(join(tmpdir(), "n2acd-keys-"));
  const key = makeKey(folder, "status-key");
  const publicKey = readFileSync(`${key}.pub`, "utf8").trim();
  const inventory = join(folder, "prod.json");
  let stack: Stack;
  let without: Awaited<ReturnType<Hosts["look"]>>;

  const tool = (name: string, ...flags: readonly string[]) =>
    local([process.execPath, join(root, `tools/${name}.ts`), ...flags]);
  const asOwner = (name: string, ...flags: readonly string[]) => local(stack.tool(name, ...flags));
  /** By the monitoring machine: no passphrase, and no Pulumi. */
  const asLooker = (name: string, ...flags: readonly string[]) =>
    tool(name, "--inventory", inventory, "--key", key, "--json", ...flags);
  const ssh = (...words: readonly string[]) =>
    local([
      ...["ssh", "-F", "/dev/null", "-i", key, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"],
      ...["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", ...words],
    ]);
  const at = (node: (typeof nodes)[number]) => `n2acd-status@${hosts.address(node)}`;

  before(async () => {
    await hosts.up();
    // The patient profile: a machine that is busy with other tests is no reason for a finding.
    stack = await Stack.create("status-keys", { ...(await hosts.config()), failover: "guide" }, clientKey);
    await stack.mustUp();
    without = await hosts.look();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await hosts.cluster.down();
  });

  it("stops before anything changes where sshd would not let it in", async () => {
    const host = hosts.on("sms-02");
    const was = await hosts.look();
    await host.run("echo 'AllowUsers root deploy' >/etc/ssh/sshd_config.d/allow.conf");
    await stack.set({ "statusKeys[0]": publicKey });
    const { status, text } = await stack.up("--target-dependents", "--target", "**sms-02**");
    await host.run("rm /etc/ssh/sshd_config.d/allow.conf");
    assert.notEqual(status, 0);
    assert.match(
      text,
      /sms-02: step ready: sshd here lets in only those that allowusers names, and n2acd-status is not among them/,
    );
    assert.deepEqual(
      (await hosts.changes(was)).filter((line) => /n2acd-status/.test(line)),
      [],
    );
  });

  it("is switched on, and sees what root sees", async () => {
    await stack.mustUp();
    // No passphrase, only where the state is.
    const backend = stack.env.filter((word) => !word.includes("PASSPHRASE"));
    const made = await local([
      "env",
      "-u",
      "PULUMI_CONFIG_PASSPHRASE",
      ...backend,
      process.execPath,
      join(root, "tools/status-inventory.ts"),
      stack.name,
      "--cwd",
      stack.folder,
    ]);
    assert.equal(made.status, 0, made.stderr);
    assert.doesNotMatch(made.stdout, /PRIVATE|secure/);
    writeFileSync(inventory, made.stdout);
    const [mine, theirs] = await Promise.all([asOwner("status", "--json"), asLooker("status")]);
    assert.equal(theirs.status, mine.status, theirs.stderr + theirs.stdout);
    const [all, seen] = [mine, theirs].map(({ stdout }) => JSON.parse(stdout) as Status);
    assert.ok(all !== undefined && seen !== undefined);
    assert.deepEqual([seen.level, seen.stack, seen.headline], ["ok", stack.name, all.headline]);
    const facts = ({ nodes, databases, findings }: Status) => ({
      findings: findings.map(({ text }) => text),
      nodes: nodes.map(({ name, kind, address, trouble, versions, haproxy, paths, requests, services }) => ({
        ...{ name, kind, address, trouble, versions, config: haproxy?.config, requests },
        paths: paths.map(({ section, to, code, role }) => ({ section, to, code, role })),
        services: services.map(({ name, state }) => ({ name, state })),
      })),
      databases: databases.map(({ name, primary, instances }) => ({
        name,
        primary,
        roles: instances.map(({ role }) => role),
      })),
    });
    assert.deepEqual(facts(seen), facts(all));
  });

  it("rehearses a failover", async () => {
    const { stdout, stderr } = await asLooker("rehearsal");
    assert.notEqual(stdout, "", stderr);
    assert.equal((JSON.parse(stdout) as Rehearsal).level, "ok");
  });

  it("sees no secret, and runs nothing else", async () => {
    const secrets = await Promise.all(
      ["statsPassword", "healthCheckPassword"].map((name) => stack.output<string>(name)),
    );
    for (const node of nodes) {
      const { stdout } = await ssh(at(node), "id; cat /etc/shadow; touch /tmp/ran");
      assert.match(stdout, /^question\t[^]*\nend\n$/);
      for (const secret of secrets) assert.ok(!stdout.includes(secret));
      assert.doesNotMatch(stdout, /SCRAM-SHA-256\$|PRIVATE KEY|uid=/);
      const host = hosts.on(node);
      assert.match(await host.run("[ -e /tmp/ran ] && echo ran || echo not"), /not/);
      // Other users get neither to the socket, nor to the question.
      const others = await host.exec(
        "runuser -u nobody -- sh -c 'socat -u UNIX-CONNECT:/run/n2acd-ha-status.sock STDOUT; cat /var/lib/n2acd-ha/status/asked'",
      );
      assert.equal(others.stdout, "");
      // Who has the login's rights by any other way can ask the socket, and nothing more.
      const inside = await host.exec(
        "runuser -u n2acd-status -- sh -c 'echo x >/var/lib/n2acd-ha-status/x; echo x >>/var/lib/n2acd-ha-status/.ssh/authorized_keys; cat /etc/haproxy/conf.d/n2acd-ha.cfg'",
      );
      assert.equal(inside.stdout, "");
      assert.equal(inside.stderr.match(/[Pp]ermission denied/g)?.length, 3, inside.stderr);
    }
  });

  it("serves four at a time, and the others find it later", async () => {
    const looks = await Promise.all(Array.from({ length: 8 }, () => ssh(at("sms-01"))));
    const whole = looks.filter(({ stdout }) => stdout.endsWith("\nend\n")).length;
    assert.ok(whole >= 4, `${whole} of 8`);
    const { stdout } = await ssh(at("sms-01"));
    assert.match(stdout, /\nend\n$/);
    assert.equal(await hosts.on("sms-01").run("systemctl is-active n2acd-ha-status.socket"), "active\n");
    assert.equal(
      await hosts.on("sms-01").run("systemctl list-units --failed --no-legend 'n2acd-ha-status*'"),
      "",
    );
  });

  it("is no drift, and drift when somebody adds a key", async () => {
    const drift = async () =>
      (
        JSON.parse((await asOwner("drift", "--json")).stdout) as {
          findings: { step: string; thing: string }[];
        }
      ).findings;
    assert.deepEqual(
      (await drift()).filter(({ step }) => step === "status"),
      [],
    );
    await hosts.on("fe-01").run("echo 'ssh-ed25519 AAAA' >>/var/lib/n2acd-ha-status/.ssh/authorized_keys");
    assert.deepEqual(
      (await drift()).filter(({ step }) => step === "status").map(({ thing }) => thing),
      ["/var/lib/n2acd-ha-status/.ssh/authorized_keys"],
    );
  });

  it("is taken away without a trace, and cuts off who is logged in", async () => {
    const control = join(folder, "mux");
    // A login that stays, by which new ones come in without the key.
    await ssh("-o", `ControlPath=${control}`, "-o", "ControlPersist=120", "-M", at("sms-01"));
    await stack.must("config", "rm", "--path", "n2acd-ha:statusKeys");
    await stack.mustUp();
    const again = await ssh("-o", `ControlPath=${control}`, at("sms-01"));
    assert.equal(again.stdout, "");
    for (const node of nodes) assert.notEqual((await ssh(at(node))).status, 0);
    const left = (await hosts.changes(without)).filter((line) => /n2acd-(ha-)?status/.test(line));
    assert.deepEqual(left, []);
    for (const node of nodes)
      assert.notEqual(
        (
          await hosts
            .on(node)
            .exec("id n2acd-status || ls -d /var/lib/n2acd-ha-status /run/n2acd-ha-status.sock")
        ).status,
        0,
      );
  });
});
