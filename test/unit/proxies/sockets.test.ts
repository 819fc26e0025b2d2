// Where HAProxy's sockets are, under both shells: where SELinux's policy knows them, and how those of an earlier version are found.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { local, quote } from "../../support/exec.ts";
import { needing, shells } from "../../support/steps/steps.ts";

/** Of CentOS Stream 9's targeted policy, the same in that of RHEL 10: sockets that are `haproxy_var_run_t` after `restorecon`. */
const labelled = /^\/run\/haproxy\.sock.*$/;

for (const shell of shells)
  describe(`HAProxy's sockets, under ${shell}`, () => {
    let folder: string;
    let listening: ChildProcess[] = [];
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "n2acd-sockets-"));
      for (const each of ["haproxy", "run", "bin"]) await mkdir(join(folder, each));
      await writeFile(join(folder, "info"), "Pid: 4711\n");
    });
    afterEach(async () => {
      for (const each of listening) each.kill("SIGKILL");
      listening = [];
      await rm(join(folder, "haproxy"), { recursive: true });
      await rm(join(folder, "run"), { recursive: true });
      for (const each of ["haproxy", "run"]) await mkdir(join(folder, each));
    });
    after(() => rm(folder, { recursive: true }));

    const places =
      (): string => `HAPROXY_SOCKETS=${folder}/haproxy.sock- HAPROXY_SOCKET=${folder}/haproxy.sock-admin
      HAPROXY_RUNDIR=${folder}/run;`;
    async function sh(text: string): Promise<string> {
      const load = needing("services", "haproxy", "haproxy-unit", "haproxy-run");
      const start = `set -eu; N2ACD_STATE=${quote(folder)} STEP=haproxy SAID=3; PATH=${folder}/bin:$PATH;`;
      const { stdout, stderr } = await local([shell, "-c", `${start} ${load} ${text}`]);
      return stdout + stderr;
    }
    /** Somebody answers there. */
    async function answers(socket: string): Promise<void> {
      listening.push(
        spawn("socat", [`UNIX-LISTEN:${socket},fork`, `SYSTEM:cat ${folder}/info`], { stdio: "ignore" }),
      );
      // Its file is there a moment before anybody listens.
      while (!(await connects(socket))) await pause(20);
    }
    const noted = () => writeFile(join(folder, "haproxy/rundir"), "none\n");

    it("have names that the policy labels", async () => {
      const said = await sh(
        'haproxy_since() { :; }; need front; echo "$HAPROXY_SOCKET"; echo "$FRONT_SOCKET"; haproxy_options() { :; }; haproxy_dropin',
      );
      const sockets = [...said.matchAll(/\/run\/[^ \n,]*sock[^ \n,]*/g)].map(([path]) => path);
      assert.deepEqual([...new Set(sockets)].sort(), [
        "/run/haproxy.sock-admin",
        "/run/haproxy.sock-front",
        "/run/haproxy.sock-master",
      ]);
      for (const socket of sockets) assert.match(socket, labelled);
    });

    it("are those of an earlier version until its HAProxy has other ones", async () => {
      const before = join(folder, "run/admin.sock");
      await answers(before);
      assert.equal(await sh(`${places()} haproxy_socket`), `${folder}/haproxy.sock-admin`, "not ours");
      await noted();
      assert.equal(await sh(`${places()} haproxy_socket`), before);
      assert.equal(await sh(`${places()} haproxy_worker`), "4711\n");
      await answers(join(folder, "haproxy.sock-admin"));
      assert.equal(await sh(`${places()} haproxy_socket`), `${folder}/haproxy.sock-admin`);
      listening.pop()?.kill("SIGKILL");
      assert.equal(await sh(`${places()} haproxy_socket`), before, "an `up` that went back");
      assert.equal(
        await sh(`${places()} HAPROXY_SOCKET=${folder}/trial.sock; haproxy_socket`),
        `${folder}/trial.sock`,
        "one on trial is asked itself",
      );
    });

    it("get their label back before a reload that moves them", async () => {
      await writeFile(join(folder, "bin/chcon"), '#!/bin/sh\necho "chcon $*"\n', { mode: 0o755 });
      await answers(join(folder, "run/admin.sock"));
      assert.equal(await sh(`${places()} haproxy_label_sockets`), "");
      await noted();
      assert.equal(
        await sh(`${places()} haproxy_label_sockets`),
        `chcon -t haproxy_var_run_t ${folder}/run/admin.sock\n`,
      );
    });

    it("are named with what SELinux denied, where HAProxy does not start", async () => {
      const denied = (words: string): string =>
        `type=AVC msg=audit(1.0:1): avc:  denied  { ${words} } for  pid=1 comm="haproxy" name="x\u001b[31m" scontext=system_u:system_r:haproxy_t:s0`;
      const stub = async (name: string, text: string): Promise<void> =>
        writeFile(join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      await stub("getenforce", "echo Enforcing");
      await stub("setsebool", ":");
      await stub(
        "ausearch",
        `cat <<'END'\n${denied("link")}\n${denied("name_bind")}\n${denied("link")}\nEND`,
      );
      assert.equal(
        await sh("selinux_denied haproxy"),
        "; SELinux denied it link,name_bind, see 'ausearch -m avc -ts recent -c haproxy'",
      );
      await stub("ausearch", "echo '<no matches>'; exit 1");
      assert.equal(await sh("selinux_denied haproxy"), "");
      await stub("getenforce", "echo Disabled");
      assert.equal(await sh("selinux_denied haproxy"), "");
    });
  });

function connects(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const tried = connect(socket);
    tried.once("connect", () => {
      tried.destroy();
      resolve(true);
    });
    tried.once("error", () => {
      resolve(false);
    });
  });
}
