// Hosts that let nobody in but by way of a bastion, with a key that only an SSH agent has; and one that has only root.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { local } from "../../support/exec.ts";
import type { Snapshot } from "../../support/snapshot.ts";
import { assertConverged } from "../../support/stack/converged.ts";
import { clientKey, Hosts, type Node } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";

const bastion = "fe-02";
const behind = ["sms-01", "sms-02", "fe-01"] as const;

describe("hosts behind a bastion", { concurrency: 1 }, () => {
  const hosts = new Hosts("n2acd-way-in", "172.30.219");
  let folder: string;
  let agent: ChildProcess;
  let stack: Stack;
  let found: Record<Node, Snapshot>;

  before(async () => {
    await hosts.up();
    folder = await mkdtemp(join(tmpdir(), "n2acd-agent-"));
    const socket = join(folder, "agent");
    agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    while (!existsSync(socket)) await sleep(50);
    process.env["SSH_AUTH_SOCK"] = socket;
    const { status, stderr } = await local(["ssh-add", "-q", clientKey]);
    assert.equal(status, 0, stderr);

    await hosts.on("sms-02").run(
      `install -d -m 700 /root/.ssh && mv ~deploy/.ssh/authorized_keys /root/.ssh/ && chown root: /root/.ssh/authorized_keys
        rm /etc/sudoers.d/deploy`,
    );
    for (const node of behind)
      await hosts.on(node).run(
        `echo 'AllowUsers *@${hosts.address(bastion)}' >/etc/ssh/sshd_config.d/n2-way-in.conf
          systemctl reload ssh 2>/dev/null || systemctl reload sshd`,
      );
    found = await hosts.look();
    const { smsNodes, feNodes, ...config } = await hosts.config();
    const [first, second] = smsNodes as readonly object[];
    const [third, fourth] = feNodes as readonly object[];
    stack = await Stack.create("way-in", {
      ...config,
      ssh: {
        user: "deploy",
        bastion: { address: hosts.address(bastion), user: "deploy", hostKey: await hosts.hostKey(bastion) },
      },
      smsNodes: [first, { ...second, ssh: { user: "root" } }],
      feNodes: [third, { ...fourth, ssh: { bastion: "none" } }],
      rollout: { settle: "2s" },
    });
  });
  after(async () => {
    agent.kill();
    await rm(folder, { recursive: true });
    await hosts.cluster.down();
  });

  it("does not let us in without it", async () => {
    await stack.setObject("ssh", { user: "deploy" });
    const { status, text } = await stack.up();
    assert.notEqual(status, 0);
    assert.match(text, /sms-01: step ready: 172\.30\.219\.11 refuses the login of deploy/);
  });

  it("says which of two machines may have another key", async () => {
    const wrong = { address: hosts.address(bastion), user: "deploy", hostKey: await hosts.hostKey("fe-01") };
    await stack.setObject("ssh", { user: "deploy", bastion: wrong });
    const { status, text } = await stack.up();
    assert.notEqual(status, 0);
    assert.match(
      text,
      /sms-01: step ready: 172\.30\.219\.11, or the bastion 172\.30\.219\.22 before it, shows another host key than the pinned one/,
    );
    const right = { ...wrong, hostKey: await hosts.hostKey(bastion) };
    await stack.setObject("ssh", { user: "deploy", bastion: right });
  });

  it("are set up through it, each change watched for as long as settle says", async () => {
    const text = await stack.mustUp();
    for (const step of ["sms-01: haproxy", "sms-02: haproxy", "fe-01: web", "fe-02: web"])
      assert.match(text, new RegExp(`${step}: proven; watches for 2 s that it stays so`));
    await assertServes(hosts, "sms-01");
    for (const [node, user] of [
      ["sms-01", "deploy"],
      ["sms-02", "root"],
      ["fe-01", "deploy"],
    ] as const) {
      const accepted = await hosts
        .on(node)
        .run("journalctl -q --no-pager | grep -o 'Accepted .* from .* port'");
      const from = new Set(accepted.trim().split("\n"));
      assert.deepEqual([...from], [`Accepted publickey for ${user} from ${hosts.address(bastion)} port`]);
    }
  });

  it("have nothing to do next time, and show no drift that way", async () => {
    await assertConverged(stack);
  });

  it("are given back as they were", async () => {
    await stack.mustDestroy();
    assert.deepEqual(await hosts.changes(found), []);
  });
});
