// A key that may only look, on a real sshd: whatever its owner asks for, he gets the status and nothing else. The line of the key is
// the one that the step writes. Behind the socket stands what the service of that name would run.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runProgram } from "../../../lib/program.ts";
import { root } from "../../support/stack/pulumi.ts";
import { keys } from "../../support/samples.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { questions } from "../../support/status/recorded.ts";
import type { Status } from "../../../tools/status/schema.ts";
import { eventually, makeKey, startSshd, type Sshd } from "../../support/standins/sshd.ts";

// Hidden among the variables of a login, each would make some shell or loader run something else.
const variables = ["BASH_ENV", "ENV", "LD_PRELOAD", "SHELLOPTS", "PATH", "IFS", "BASH_FUNC_exec%%"];

describe("a key that may only look", () => {
  let sshd: Sshd;
  let socket: ChildProcess;
  let config: string;
  let echo: { port: number; close: () => void };
  const file = (name: string): string => join(sshd.folder, name);
  const ssh = (options: readonly string[], command: readonly string[] = [], input = "") =>
    runProgram(["ssh", "-F", config, ...options, "node", ...command], { input, timeout: 20_000 });
  const answer = (): string => readFileSync(file("answer"), "utf8");

  /** What the step writes for that key, with the socket and shell of this test. */
  async function line(key: string): Promise<string> {
    const played = await PlayedHost.make("dash", {
      sshd: "exit 1",
      systemctl: 'case "$*" in *MainPID*) ;; *) exit 0 ;; esac',
      getent: "exit 2",
      ps: "exit 1",
      runuser: "printf 'host\\nend\\n'",
    });
    await played.write("etc/systemd/system/other.service", "");
    const { status, stderr } = await played.step("status", "apply", [`key=${key}`], "{}\nhost\n");
    assert.equal(status, 0, stderr);
    const written = await played.read("var/lib/n2acd-ha-status/.ssh/authorized_keys");
    await played.remove();
    return written.replace("/run/n2acd-ha-status.sock", file("socket"));
  }

  before(async () => {
    sshd = await startSshd([
      "AcceptEnv *",
      "AllowTcpForwarding yes",
      "AllowAgentForwarding yes",
      "PermitTunnel yes",
    ]);
    const looker = makeKey(sshd.folder, "looker");
    const public_ = readFileSync(`${looker}.pub`, "utf8").trim().split(" ").slice(0, 2).join(" ");
    writeFileSync(file("user.pub"), await line(public_));
    const question = questions("healthy").find(({ node }) => node === "sms-01");
    const recorded = readFileSync(join(root, "test/support/status/answers/healthy/sms-01.txt"), "utf8");
    writeFileSync(file("answer"), `question\t${JSON.stringify(question)}\n${recorded}`);
    socket = spawn("socat", [`UNIX-LISTEN:${file("socket")},fork`, `SYSTEM:cat ${file("answer")}`], {
      stdio: "ignore",
    });
    await eventually(() => {
      assert.ok(existsSync(file("socket")));
    });
    const { port, user } = sshd.connection;
    config = file("client");
    writeFileSync(
      config,
      [
        `Host node\n  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  IdentityFile ${looker}`,
        "  IdentitiesOnly yes\n  BatchMode yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n",
      ].join("\n"),
      { mode: 0o600 },
    );
    const server = createServer((from) => from.end("reached\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    echo = { port: (server.address() as AddressInfo).port, close: () => server.close() };
  });
  after(async () => {
    echo.close();
    socket.kill();
    await sshd.stop();
  });

  const asked: [string, readonly string[]][] = [
    ["nothing", []],
    ["the status", ["status"]],
    ["another command", ["id; touch FOLDER/ran"]],
    ["a command inside its words", ["status; $(touch FOLDER/ran) `touch FOLDER/ran` | sh"]],
    ["a shell", ["sh", "-c", "touch FOLDER/ran"]],
  ];
  for (const [what, command] of asked)
    it(`that asks for ${what} gets the status`, async () => {
      const words = command.map((word) => word.replaceAll("FOLDER", sshd.folder));
      const { status, stdout } = await ssh([], words, "touch ran\nid\n");
      assert.equal(status, 0);
      assert.equal(stdout, answer());
      assert.ok(!existsSync(file("ran")));
    });

  for (const shell of ["dash", "bash"])
    it(`brings no variable that changes what runs, where sh is ${shell}`, async () => {
      const place = mkdtempSync(file("evil-"));
      const evil = join(place, "socat");
      writeFileSync(evil, `#!/bin/sh\ntouch ${file("ran")}\n`, { mode: 0o755 });
      symlinkSync(`/bin/${shell}`, join(place, "sh"));
      const [, command = ""] = /command="([^"]*)"/.exec(readFileSync(file("user.pub"), "utf8")) ?? [];
      for (const name of variables) {
        const value = name === "PATH" ? place : name.includes("%%") ? `() { ${evil}; }` : evil;
        // As sshd calls the shell of a login that has a command.
        const env = { PATH: "/usr/bin:/bin", [name]: value };
        const { stdout } = await runProgram([join(place, "sh"), "-c", command], { input: "", env });
        assert.equal(stdout, answer(), name);
        assert.ok(!existsSync(file("ran")), name);
      }
    });

  it("copies nothing there or back, by scp or sftp", async () => {
    writeFileSync(file("mine"), "mine\n");
    const copies = [
      ["scp", "-O", "-F", config, file("mine"), `node:${file("theirs")}`],
      ["scp", "-s", "-F", config, file("mine"), `node:${file("theirs")}`],
      ["scp", "-O", "-F", config, "node:/etc/shadow", file("theirs")],
      ["scp", "-s", "-F", config, "node:/etc/shadow", file("theirs")],
    ];
    for (const argv of copies) {
      const { status } = await runProgram(argv, { input: "", timeout: 20_000 });
      assert.notEqual(status, 0, argv.join(" "));
      assert.ok(!existsSync(file("theirs")), argv.join(" "));
    }
  });

  it("forwards no port and no socket, there or back", async () => {
    const direct = await ssh(["-W", `127.0.0.1:${echo.port}`]);
    assert.deepEqual([direct.status, direct.stdout], [255, ""]);
    for (const there of ["0", file("theirs")]) {
      const { status, stderr } = await ssh([
        "-o",
        "ExitOnForwardFailure yes",
        "-R",
        `${there}:127.0.0.1:${echo.port}`,
      ]);
      assert.notEqual(status, 0, there);
      assert.match(stderr, /remote port forwarding failed/);
    }
  });

  it("gets no terminal", async () => {
    const { stderr } = await ssh(["-tt", "-o", "LogLevel INFO"], ["sh"]);
    assert.match(stderr, /PTY allocation request failed/);
  });

  it("brings no agent, no X11 and no file of the user's along", async () => {
    const before = readFileSync(file("user.pub"), "utf8");
    writeFileSync(file("user.pub"), before.replace(/command="[^"]*"/, 'command="env; tty"'));
    const agent = ["ssh-agent", "ssh", "-F", config, "-A", "-X", "node", "status"];
    const { stdout } = await runProgram(agent, {
      input: "",
      timeout: 20_000,
      env: { ...process.env, DISPLAY: ":9" },
    });
    writeFileSync(file("user.pub"), before);
    assert.match(stdout, /^SSH_ORIGINAL_COMMAND=status$/m);
    assert.match(stdout, /not a tty/);
    assert.doesNotMatch(stdout, /SSH_AUTH_SOCK|DISPLAY/);
  });

  it("shows make status what it needs, without Pulumi and without a passphrase", async () => {
    const { host, port, user, hostKey } = sshd.connection;
    const login = { host, port, user, hostKey: hostKey.trim() };
    const hosts = [
      { name: "sms-01", kind: "sms", login },
      { name: "sms-02", kind: "sms", login: { ...login, hostKey: keys.ed25519 } },
    ];
    writeFileSync(file("inventory.json"), JSON.stringify({ version: 1, stack: "prod", hosts }));
    const argv = ["--inventory", file("inventory.json"), "--key", file("looker"), "--json"];
    const env = { PATH: process.env["PATH"]?.replaceAll(/[^:]*pulumi[^:]*/g, ""), HOME: sshd.folder };
    const { stdout, stderr, status } = await runProgram(
      [process.execPath, join(root, "tools/status.ts"), ...argv],
      { input: "", env },
    );
    assert.equal(status, 1, stderr);
    const { nodes, databases, stack } = JSON.parse(stdout) as Status;
    assert.equal(stack, "prod");
    assert.equal(nodes[0]?.trouble, null);
    assert.equal(nodes[0].haproxy?.config, "applied");
    assert.match(nodes[1]?.trouble ?? "", /[Hh]ost key verification failed/);
    assert.deepEqual(
      databases[0]?.instances.map(({ node, role }) => [node, role]),
      [
        ["sms-01", "primary"],
        ["sms-02", "unknown"],
      ],
    );
  });
});
