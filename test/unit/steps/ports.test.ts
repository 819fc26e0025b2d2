// Who has a port that a node is to offer: real listeners, as a socket of systemd's as well, in units that the kernel knows.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { freePort } from "../../support/agent/ports.ts";
import { local } from "../../support/exec.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { needing, shells, toolkit } from "../../support/steps/steps.ts";

const answers = {
  dnf: "",
  rpm: "",
  systemctl: `case "$*" in *LoadState*httpd.service*) echo loaded ;; *LoadState*) echo not-found ;; is-active*) echo inactive ;; esac`,
  ip: "printf '2: eth0 inet 10.0.0.11/24 scope global\\n'",
  df: "printf 'F\\n/dev/vda1 9 0 5000000 1%% /\\n'",
  busctl: "exit 1",
  ufw: "echo 'Status: inactive'",
};

/** A program that listens there, or everywhere. */
async function listen(address: string, port: number): Promise<ChildProcess> {
  const text = `import socket,time
s=socket.socket(socket.AF_INET6 if ":" in ${JSON.stringify(address)} else socket.AF_INET)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((${JSON.stringify(address)}, ${port})); s.listen(); print("up", flush=True); time.sleep(60)`;
  const child = spawn("python3", ["-c", text], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

for (const shell of shells) {
  describe(`ports, under ${shell}`, { skip: process.getuid?.() !== 0 }, () => {
    const children: ChildProcess[] = [];
    after(() => {
      for (const child of children) child.kill();
    });

    for (const [has, wants, conflict] of [
      ["0.0.0.0", "*", true],
      ["127.0.0.1", "*", true],
      ["127.0.0.1", "127.0.0.1", true],
      ["0.0.0.0", "127.0.0.1", true],
      ["127.0.0.2", "127.0.0.1", false],
      ["::", "*", true],
      ["::", "127.0.0.1", true],
      ["::1", "[::1]", true],
      ["::1", "127.0.0.1", false],
      ["::1", "*", false],
    ] as const)
      it(`ready ${conflict ? "names" : "passes over"} a program that has ${has}, where ${wants} is wanted`, async () => {
        const port = await freePort();
        const child = await listen(has, port);
        children.push(child);
        const host = await PlayedHost.make(shell, answers);
        const { status, stderr } = await host.step("ready", "apply", ["role=fe", `bind=${wants}:${port}`]);
        assert.equal(status, conflict ? 1 : 0, stderr);
        if (conflict)
          assert.match(
            stderr,
            new RegExp(
              `port ${port}, on which this node has to listen, belongs to python3 \\(process ${child.pid ?? 0}\\S*( \\S+)?\\) on \\S+; nothing was changed`,
            ),
          );
        const asked = await sh(`stranger_at ${wants.replace(/[[\]]/g, "")} ${port} haproxy.service`);
        assert.equal(asked !== "", conflict, asked);
        await host.remove();
      });

    const sh = async (text: string, before = ""): Promise<string> => {
      const load = `set -eu; ${needing("listeners")} `;
      const { stdout, stderr } = await local([
        shell,
        "-c",
        `${before}${load}${text.replace("_at *", "_at '*'")}`,
      ]);
      return stdout + stderr;
    };

    it("ready takes a port that a unit of ours has for ours", async () => {
      const port = await freePort();
      const child = await listen("0.0.0.0", port);
      children.push(child);
      // In place of the kernel's word for it, which takes systemd to make.
      const unit = (name: string) =>
        `stranger_at '*' ${port} haproxy.service pgsqlchk.service`.replace(
          /^/,
          `process_unit() { echo ${name}; }; `,
        );
      assert.equal(await sh(unit("haproxy.service")), "");
      assert.equal(await sh(unit("pgsqlchk.service")), "");
      assert.match(
        await sh(unit("cockpit.service")),
        /^python3 \(process \d+, cockpit\.service\) on 0\.0\.0\.0\n$/,
      );
    });

    it("the unit is read from the process's control group, of either version", async () => {
      const folder = await mkdtemp(join(tmpdir(), "n2acd-cgroup-"));
      for (const [text, unit] of [
        ["0::/system.slice/haproxy.service\n", "haproxy.service\n"],
        [
          "12:pids:/system.slice/httpd.service\n1:name=systemd:/system.slice/httpd.service\n",
          "httpd.service\n",
        ],
        [
          "0::/system.slice/system-postgresql.slice/postgresql@15-main.service\n",
          "postgresql@15-main.service\n",
        ],
        ["0::/user.slice/user-0.slice/session-4.scope\n", "session-4.scope\n"],
        ["0::/system.slice/containerd.service/kubepods/x\n", "containerd.service\n"],
        ["0::/\n", ""],
      ]) {
        await writeFile(join(folder, "cgroup"), text ?? "");
        const asked = await local([
          "sh",
          "-c",
          `sed 's|/proc/[$]1/cgroup|${folder}/cgroup|' ${toolkit}/lib/listeners.sh >${folder}/lib.sh; ${needing("port")} . ${folder}/lib.sh; process_unit 1`,
        ]);
        assert.equal(asked.stdout, unit, text);
      }
      await rm(folder, { recursive: true });
    });

    it("a socket that systemd holds is its socket unit's", async () => {
      const port = await freePort();
      // The first process of a namespace of its own, as systemd is on a host.
      const first = `import socket,subprocess,sys
s=socket.socket(); s.bind(("0.0.0.0", ${port})); s.listen()
sys.exit(subprocess.call(["${shell}", "-c", sys.argv[1]]))`;
      const text = (units: string, sockets: string) =>
        `set -eu; ${needing("listeners")}
systemctl() { printf '[::]:22 sshd.socket sshd.service\\n${sockets}'; }
stranger_at '*' ${port} ${units}`;
      const ask = (units: string, sockets = `0.0.0.0:${port} cockpit.socket cockpit.service\\n`) =>
        local(["unshare", "-pf", "--mount-proc", "python3", "-c", first, text(units, sockets)]);
      const { stdout, stderr } = await ask("haproxy.service");
      assert.match(stdout, /^python3 \(process 1, cockpit\.socket\) on 0\.0\.0\.0\n$/, stderr);
      assert.equal((await ask("cockpit.service")).stdout, "", "our own service may be started by a socket");
      const kept = await ask("n2acd-ha-agent.service", "");
      assert.equal(kept.stdout, "", `kept for a service that runs: ${kept.stderr}`);
    });

    it("a configuration's binds are known in every spelling", async () => {
      const text = [
        "bind *:7000",
        "bind :7001",
        "bind 0.0.0.0:7002",
        "bind ipv4@10.0.0.1:7003",
        "bind [::]:7004 v6only",
        "bind ipv6@:7005",
        'bind "10.0.0.1:7006" ssl',
        "bind 10.0.0.1:7007-7009,10.0.0.2:7010",
        "bind tcp4@:7011",
        "bind unix@/run/x.sock",
        "bind /run/y.sock",
        "bind abns@z",
        "bind fd@3",
        "bind quic4@:7012",
        "peer n1 10.0.0.1:10000",
      ];
      const load = `set -eu; ${needing("haproxy-binds")} parse_args local_peer=n1; `;
      const { stdout, stderr } = await local([shell, "-c", `${load} haproxy_binds`], {
        input: `${text.join("\n")}\n`,
      });
      assert.deepEqual(
        stdout.trim().split("\n"),
        [
          ...["* 7000", "* 7001", "0.0.0.0 7002", "10.0.0.1 7003", ":: 7004", ":: 7005", "10.0.0.1 7006"],
          ...["10.0.0.1 7007", "10.0.0.1 7008", "10.0.0.1 7009", "10.0.0.2 7010", "* 7011", "10.0.0.1 10000"],
        ],
        stderr,
      );
    });

    it("a port that HAProxy has on all addresses may become one of an address that this host has, and of no other", async () => {
      const load = `set -eu; N2ACD_STATE=$(mktemp -d) STEP=haproxy SAID=3; ${needing("haproxy-binds")} mkdir $STATE/haproxy
        stranger_at() { :; }; haproxy_has_bound() { :; }; record() { :; }; serving_now() { :; }; parse_args host=sms-01;`;
      const tried = async (bind: string): Promise<string> => {
        const { stdout, stderr } = await local([
          shell,
          "-c",
          `${load} echo 'bind ${bind}' >$STATE/bind; (require_binds $STATE/bind) || true; rm -r $STATE`,
        ]);
        return stdout + stderr;
      };
      assert.equal(await tried("127.0.0.1:15432"), "");
      assert.equal(await tried("*:15432"), "");
      assert.match(
        await tried("192.0.2.1:15432"),
        /cannot have 192\.0\.2\.1:15432 \(Cannot assign requested address\)/,
      );
    });
  });
}
