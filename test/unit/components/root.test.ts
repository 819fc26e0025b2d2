// Becoming root with Debian's own sudo, under sudoers files of our own in a private mount namespace.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { toolkitInstaller } from "../../../components/host/installer.ts";
import { asRoot, becomesRoot } from "../../../components/host/root.ts";
import { hostFolder } from "../../../components/host/toolkit.ts";
import { runProgram } from "../../../lib/program.ts";
import { quote } from "../../../lib/shell.ts";
import { PlayedHost } from "../../support/steps/played.ts";

const host = { name: "sms-01", user: "nobody", sudo: true };
const folder = mkdtempSync(join(tmpdir(), "n2acd-root-"));
before(() => {
  execFileSync(join(import.meta.dirname, "../../../scripts/apt-packages.sh"), ["sudo"]);
});
after(() => {
  rmSync(folder, { recursive: true });
});

process.env["SUDO_USER"] = "nobody";

/** Shell text as the user nobody runs it where these are the sudoers. */
async function under(sudoers: string, text: string): Promise<{ status: number | null; said: string }> {
  const file = join(folder, "sudoers");
  writeFileSync(file, `${sudoers}\n`);
  chmodSync(file, 0o440);
  const inside = `mount --bind ${file} /etc/sudoers && exec runuser -u nobody -- sh -c ${quote(text)}`;
  const { status, stdout, stderr } = await runProgram(["unshare", "-m", "sh", "-c", inside], {
    input: "",
    timeout: 30_000,
  });
  return { status, said: stdout + stderr };
}

const all = "nobody ALL=(ALL:ALL) NOPASSWD: ALL";
for (const [what, sudoers, sentence] of [
  [
    "requiretty",
    `${all}\nDefaults requiretty`,
    /^n2acd-ha: sms-01: step ready: nobody cannot become root: sudo: sorry, you must have a tty to run sudo\. What to do: put 'nobody ALL=\(root\) NOPASSWD: EXEC: ALL' and 'Defaults:nobody !requiretty' into [^ ]+ on that host, and run up again\.\n$/,
  ],
  [
    "a password",
    "nobody ALL=(ALL:ALL) ALL",
    /root: sudo: a password is required\. What to do: put 'nobody ALL/,
  ],
  [
    "one command only",
    "nobody ALL=(root) NOPASSWD: /usr/bin/true",
    /root: sudo: .* What to do: put 'nobody ALL/,
  ],
  ["no rule", "root ALL=(ALL) ALL", /root: sudo: .* What to do: /],
  [
    "NOEXEC",
    "nobody ALL=(ALL:ALL) NOPASSWD: NOEXEC: ALL",
    /uname: Permission denied\. What to do: put .*EXEC/,
  ],
] as const)
  test(`sudo's own words are in the sentence: ${what}`, async () => {
    const { status, said } = await under(sudoers, `${becomesRoot(host)}echo went on`);
    assert.equal(status, 1, said);
    assert.match(said, sentence);
    assert.equal(said.split("\n").length, 2, said);
  });

test("without sudo the sentence says so", async () => {
  const { status, said } = await under(
    all,
    `sudo() { echo 'sh: sudo: not found' >&2; return 127; }; ${becomesRoot(host)}`,
  );
  assert.equal(status, 1);
  assert.match(said, /nobody cannot become root: sh: sudo: not found\. What to do: /);
});

test("who may, becomes root, and nothing is said", async () => {
  const { status, said } = await under(all, `${becomesRoot(host)}${asRoot(host)}id -u`);
  assert.deepEqual([status, said], [0, "0\n"]);
});

for (const [sudoers, warned] of [
  [`${all}\nDefaults log_input`, "log_input"],
  ["nobody ALL=(ALL:ALL) NOPASSWD: LOG_INPUT: ALL", "log_input"],
  [`${all}\nDefaults:nobody log_stdin`, "log_stdin"],
  [`${all}\nDefaults log_input\nDefaults:nobody !log_input`, undefined],
  ["nobody ALL=(ALL:ALL) NOPASSWD: NOLOG_INPUT: ALL", undefined],
  [`${all}\nDefaults log_output`, undefined],
] as const)
  test(`ready warns where sudo writes passwords down: ${sudoers.replace("\n", "; ")}`, async () => {
    const { said: list } = await under(sudoers, "sudo -n -l");
    const played = await PlayedHost.make("dash", {
      dnf: "",
      rpm: "",
      systemctl: `case "$*" in *LoadState*httpd.service*) echo loaded ;; esac`,
      df: "printf 'F\\n/dev/vda1 9 0 5000000 1%% /\\n'",
      busctl: "exit 1",
      ufw: "echo 'Status: inactive'",
      sudo: `[ "$*" = '-n -l -U nobody' ] && cat "$ROOT/list"`,
    });
    await played.write("list", list);
    const { status, stderr } = await played.step("ready", "apply", ["role=fe"]);
    assert.equal(status, 0, stderr);
    assert.equal(/warning: sudo here has (\w+) for nobody/.exec(stderr)?.[1], warned, stderr);
    await played.remove();
  });

test("on a /var of which nothing may be executed, steps run, and are undone", async () => {
  const mounted = join(folder, "var");
  const at = (text: string): string => text.replaceAll(hostFolder, `${mounted}/n2acd-ha`);
  writeFileSync(join(folder, "install"), at(toolkitInstaller("fe")));
  const inside = [
    `mkdir ${mounted} && mount -t tmpfs -o noexec tmpfs ${mounted} || exit 9`,
    `sh -s -- nothing apply host=fe-01 <${join(folder, "install")}`,
  ].join("\n");
  const { stderr } = await runProgram(["unshare", "-m", "sh", "-c", inside], { input: "", timeout: 30_000 });
  assert.match(stderr, /fe-01: step nothing: there is no such step/);
});
