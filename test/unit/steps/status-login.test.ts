// The step that lets keys see the status and nothing else, on a played host: what it writes, when it refuses, what its undo leaves.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { readAnswer } from "../../../tools/status/answer.ts";
import { keys } from "../../support/samples.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells, toolkit } from "../../support/steps/steps.ts";

const sshd = (settings: Record<string, string>): string =>
  `printf '%s\\n' ${Object.entries({
    pubkeyauthentication: "yes",
    forcecommand: "none",
    authorizedkeysfile: ".ssh/authorized_keys .ssh/authorized_keys2",
    ...settings,
  })
    .map(([key, value]) => `'${key} ${value}'`)
    .join(" ")}`;
const answers = {
  sshd: sshd({}),
  id: 'case "$*" in *n2acd-status*) [ -e "$ROOT/user" ] && echo 997 ;; *) echo 0 ;; esac',
  useradd: ': >"$ROOT/user"',
  userdel: 'rm "$ROOT/user"',
  getent:
    'case "$*" in passwd*) echo "n2acd-status:*:997:997::/var/lib/n2acd-ha-status:/bin/sh" ;; *) exit 2 ;; esac',
  groupdel: "exit 1",
  ps: "exit 1",
  restorecon: "exit 0",
  systemctl: `case "$*" in
    "is-enabled"*) [ -e "$ROOT/enabled" ] ;;
    "enable"*) : >"$ROOT/enabled" ;;
    "is-active"*) [ -e "$ROOT/active" ] ;;
    "start"*) : >"$ROOT/active" ;;
    "stop"*) rm -f "$ROOT/active" ;;
    "disable"*) rm -f "$ROOT/enabled" "$ROOT/active" ;;
  esac`,
  runuser: "printf 'host\\tRocky\\nend\\n'",
};
const keyFile = "var/lib/n2acd-ha-status/.ssh/authorized_keys";
const asked = '{"databases":[]}\nservices\nhost\n';
const keyWords = [`key=${keys.ed25519}`, `key=${keys.ecdsa256}`];

for (const shell of shells) {
  describe(`the step status, under ${shell}`, () => {
    const make = async (more: Record<string, string> = {}) => {
      const host = await PlayedHost.make(shell, { ...answers, ...more });
      await host.write("etc/systemd/system/other.service", "[Service]\n");
      const run = async (action: "apply" | "undo", words = keyWords) => {
        const { status, stderr } = await host.step("status", action, words, asked);
        return { status, stderr };
      };
      return { host, run };
    };

    it("writes keys that run one command, and units; an apply again changes nothing", async () => {
      const { host, run } = await make();
      const first = await run("apply");
      assert.equal(first.status, 0, first.stderr);
      const lines = (await host.read(keyFile)).trim().split("\n");
      assert.match(lines[0] ?? "", /^# Written by n2acd-ha/);
      const command =
        /^restrict,command="exec \/\S*socat -u -T 60 UNIX-CONNECT:\/run\/n2acd-ha-status\.sock STDOUT" (ssh|ecdsa)-/;
      for (const line of lines.slice(1)) assert.match(line, command);
      assert.equal(lines.length, 3);
      assert.equal(await host.read("var/lib/n2acd-ha/status/asked"), asked);
      assert.match(await host.read("etc/systemd/system/n2acd-ha-status.socket"), /^SocketMode=0600$/m);
      const again = await run("apply");
      assert.equal(again.status, 0, again.stderr);
      assert.deepEqual(await host.calls("useradd", "ps"), []);
      assert.deepEqual(
        (await host.calls("systemctl")).filter((call) => !/is-(active|enabled)/.test(call)),
        [],
      );
      await host.remove();
    });

    it("ends logins when a key is taken away", async () => {
      const { host, run } = await make();
      await run("apply");
      const { status, stderr } = await run("apply", keyWords.slice(0, 1));
      assert.equal(status, 0, stderr);
      assert.deepEqual(await host.calls("ps"), ["ps -o pid= -U 997"]);
      assert.doesNotMatch(await host.read(keyFile), /ecdsa/);
      await host.remove();
    });

    it("puts keys where sshd looks for them", async () => {
      const { host, run } = await make({ sshd: sshd({ authorizedkeysfile: "/etc/ssh/keys/%u" }) });
      assert.equal((await run("apply")).status, 0);
      assert.match(await host.read("etc/ssh/keys/n2acd-status"), /restrict,command=/);
      assert.equal((await run("undo", [])).status, 0);
      assert.ok(!existsSync(host.path("etc/ssh/keys")));
      await host.remove();
    });

    it("is undone without a trace", async () => {
      const { host, run } = await make();
      await run("apply");
      const { status, stderr } = await run("undo", []);
      assert.equal(status, 0, stderr);
      for (const path of [keyFile, "var/lib/n2acd-ha-status", "user", "enabled", "active"])
        assert.ok(!existsSync(host.path(path)), path);
      assert.deepEqual(
        [
          await host.read("etc/systemd/system/n2acd-ha-status.socket"),
          await host.read("etc/systemd/system/n2acd-ha-status@.service"),
        ],
        ["", ""],
      );
      await host.remove();
    });

    const refusals: [Record<string, string>, RegExp][] = [
      [{ pubkeyauthentication: "no" }, /lets nobody in by a key/],
      [{ forcecommand: "internal-sftp" }, /has a ForceCommand/],
      [{ authorizedkeysfile: "none" }, /reads no files of keys/],
      [{ denyusers: "n2acd-*" }, /keeps n2acd-status out \(denyusers\)/],
      [{ denygroups: "n2acd-status" }, /keeps n2acd-status out \(denygroups\)/],
      [{ allowusers: "root deploy@10.0.0.*" }, /only those that allowusers names/],
      [{ allowgroups: "wheel" }, /only those that allowgroups names/],
    ];
    for (const [settings, said] of refusals)
      it(`refuses before it changes anything where sshd has ${Object.entries(settings).flat().join(" ")}`, async () => {
        const { host, run } = await make({ sshd: sshd(settings) });
        const { status, stderr } = await run("apply");
        assert.equal(status, 1);
        assert.match(stderr, said);
        assert.match(stderr, /What to do: /);
        assert.deepEqual(await host.calls("useradd", "systemctl"), []);
        await host.remove();
      });

    it("takes a list that names the user, and an sshd that does not tell", async () => {
      for (const program of [sshd({ allowusers: "root\nallowusers n2acd-*" }), "exit 1"]) {
        const { host, run } = await make({ sshd: program });
        const { status, stderr } = await run("apply");
        assert.equal(status, 0, stderr);
        await host.remove();
      }
    });

    it("says so when the socket gives no whole answer", async () => {
      const { host, run } = await make({ runuser: "echo 'socat: Permission denied'; exit 1" });
      const { status, stderr } = await run("apply");
      assert.equal(status, 1);
      assert.match(stderr, /an incomplete answer, which ends in 'socat: Permission denied'/);
      await host.remove();
    });

    it("looks at what up left in the journal, and says what that was", async () => {
      const { host, run } = await make();
      await run("apply");
      const { stdout, stderr } = await host.script(`${shell} ${toolkit}/status/look.sh </dev/null`);
      const answer = readAnswer(stdout);
      assert.equal(answer?.asked, '{"databases":[]}', stderr);
      assert.equal(answer.os, "Rocky Linux 9.4");
      await host.remove();
    });
  });
}
