// The way in of the tools for operators, with the real ssh and sshd: no file ever holds the private key, nothing but a login reaches
// ssh, and nothing that a host says moves the terminal.
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { after, describe, test } from "node:test";
import type { Login } from "../../../tools/hosts/login.ts";
import { shownHostKey, ssh } from "../../../tools/hosts/ssh.ts";
import { makeKey, startSshd } from "../../support/standins/sshd.ts";

const sshd = await startSshd();
const program = path.join(import.meta.dirname, "../../support/standins/fixtures/login.ts");

/** A run of it with a temporary folder of its own. */
function run(login: Login, ...args: readonly string[]): { child: ChildProcess; temporary: string } {
  const temporary = mkdtempSync(path.join(tmpdir(), "login-"));
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, TMPDIR: temporary, SSH_AUTH_SOCK: "" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.end(JSON.stringify(login));
  return { child, temporary };
}

/** The files there that hold a private key. */
function keysIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "utf8").includes("PRIVATE KEY"));
}

async function until(what: string, holds: () => boolean, seconds: number): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < seconds * 20, what);
    await delay(50);
  }
}

void describe("the way in of the tools", () => {
  after(() => sshd.stop());

  for (const end of ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL", "itself", "crash"] as const) {
    void test(`no file holds the private key, while it runs and after ${end}`, async () => {
      const marks = mkdtempSync(path.join(tmpdir(), "marks-"));
      const mark = path.join(marks, "in");
      const wait = `touch ${mark}; while [ -e ${mark} ]; do sleep 0.1; done`;
      const { child, temporary } = run(sshd.connection, wait, end);
      const ended = once(child, "exit");
      try {
        await until("the login works", () => existsSync(mark), 10);
        assert.deepEqual(keysIn(temporary), []);
        if (end.startsWith("SIG")) child.kill(end as NodeJS.Signals);
        else rmSync(mark);
        await ended;
        assert.deepEqual(keysIn(temporary), []);
        rmSync(mark, { force: true });
        const left = () =>
          readdirSync(temporary).filter((name) => end !== "SIGKILL" || name.startsWith("ssh-"));
        // OpenSSH's agent looks every ten seconds whether its shell is there.
        await until(`nothing is left: ${readdirSync(temporary).join(" ")}`, () => left().length === 0, 15);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
        rmSync(marks, { recursive: true });
      }
    });
  }

  void test("a key of its own for the bastion", async () => {
    const second = readFileSync(makeKey(sshd.folder, "second"), "utf8");
    writeFileSync(
      path.join(sshd.folder, "user.pub"),
      execFileSync("cat", [path.join(sshd.folder, "user.pub"), path.join(sshd.folder, "second.pub")]),
    );
    const { status, stdout, stderr } = await ssh(
      { ...sshd.connection, privateKey: second, proxy: sshd.connection },
      "echo in",
      "",
    );
    assert.deepEqual([status, stdout, stderr], [0, "in\n", ""]);
  });

  void test("a key that is none, and a stranger's, are told", async () => {
    const with_ = (privateKey: string) => ssh({ ...sshd.connection, privateKey }, "true", "");
    await assert.rejects(with_("no key\n"), /ssh-add does not take the private key/);
    const stranger = readFileSync(makeKey(sshd.folder, "stranger"), "utf8");
    assert.match((await with_(stranger)).stderr, /Permission denied/);
  });

  void test("nothing but a login reaches ssh's configuration", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ran-"));
    const ran = path.join(folder, "ran");
    const directive = `\n  ProxyCommand touch ${ran}`;
    const { host, port, user, hostKey, privateKey } = sshd.connection;
    const good = { host, port, user, hostKey, privateKey };
    const hostile = [
      { host: host + directive },
      { host: "-oProxyCommand=touch" },
      { host: "%h" },
      { host: "a b" },
      { user: user + directive },
      { user: "-l" },
      { port: `22${directive}` as unknown as number },
      { port: 0 },
      { hostKey: `${hostKey.trim()}${directive}` },
      { hostKey: `* ${hostKey}` },
    ];
    for (const change of hostile) {
      const bad = { ...good, ...change };
      await assert.rejects(ssh(bad, "true", ""), /cannot be logged in to: /, JSON.stringify(change));
      await assert.rejects(ssh({ ...good, proxy: bad }, "true", ""), /cannot be logged in to: /);
      await assert.rejects(shownHostKey({ ...good, proxy: bad }), /cannot be logged in to: /);
    }
    assert.ok(!existsSync(ran));
    rmSync(folder, { recursive: true });
  });

  void test("what a host says has no control characters", async () => {
    const say = String.raw`printf 'a\033[2J\302\233\342\200\256\342\200\213\tb\nc\r\377'`;
    const { stdout, stderr } = await ssh(sshd.connection, `${say}; ${say} >&2`, "");
    assert.equal(stdout, "a?[2J???\tb\nc?\ufffd");
    assert.equal(stderr, stdout);
  });
});
