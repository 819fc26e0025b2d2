// Local users against root's files, on hosts: PostgreSQL's user, the owner of Jarvis's folder, HAProxy's user and nobody plant links
// and swap folders all the time while steps run. Nothing of root's changes, nothing of it is shown, and afterwards a step succeeds.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readFile } from "node:fs/promises";
import type { TestHost } from "../../support/exec.ts";
import { makePair, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";

const rogue = new URL("../../support/steps/rogue.py", import.meta.url);
const rogueServer = new URL("../../support/steps/rogue_postgres.py", import.meta.url);
const jarvis: Call = {
  step: "jarvis",
  args: ["file=/opt/theirs/conf/jarvis.conf", "match=^port *= *5432$", "set=port = 15432"],
};
/** Root's files, of the names that a step looks for where it is led. */
const roots = "/etc/n2acd-roots";
const guarded = `find ${roots} /etc/shadow /etc/passwd -printf '%p %i %m %u:%g %s\\n' | grep -v "^${roots} " | sort;
  cat ${roots}/* /etc/shadow | sha256sum`;

describe("files, with hostile local users", () => {
  let pair: Pair;
  let host: TestHost;
  let untouched: string;
  let hba: string;

  before(async () => {
    pair = await makePair("hostile-files", "10.213.77");
    host = pair.primary;
    for (const call of smsCalls(pair, host).slice(0, 3)) await mustRun(host, call, "apply");
    hba = (await host.run("cat /var/lib/n2acd-ha/database/hba.5432")).trim();
    await host.run(`set -e
      useradd -r -d /opt/theirs theirs; mkdir -p /opt/theirs/conf ${roots}
      printf 'host = localhost\\nport = 5432\\n' >/opt/theirs/conf/jarvis.conf; chown -R theirs /opt/theirs
      for name in jarvis.conf pg_hba.conf; do printf 'local all all peer\\nport = 5432\\nsecret of root\\n' >${roots}/$name; done
      echo 'secret of root' >${roots}/passwd; chmod 600 ${roots}/*; chmod 755 ${roots}`);
    for (const [url, path] of [
      [rogue, "/usr/local/bin/rogue.py"],
      [rogueServer, "/usr/local/bin/rogue_postgres.py"],
    ] as const)
      await host.run(`cat >${path}; chmod 755 ${path}`, { input: await readFile(url, "utf8") });
    untouched = await host.run(guarded);
  });
  after(() => pair.remove());

  /** Runs steps for a while against that user, who owns the folder; then once without him. */
  async function against(user: string, file: string, call: Call): Promise<void> {
    const folder = file.replace(/\/[^/]*$/, "");
    const name = file.replace(/.*\//, "");
    await host.run(`cp -p ${file} /run/before-rogue`);
    await host.run(
      `setsid runuser -u ${user} -- timeout --foreground 20 python3 /usr/local/bin/rogue.py ${folder} ${name} ${roots}/passwd ${roots} \\
       >/dev/null 2>&1 </dev/null & echo $! >/run/rogue.pid`,
    );
    const until = Date.now() + 15_000;
    for (let round = 0; Date.now() < until; round++) {
      await runStep(host, call, round % 3 === 2 ? "undo" : "apply", { before: "timeout 60" });
    }
    await host.run(`kill -9 -"$(cat /run/rogue.pid)" || true; sleep 0.2
      cd / && if [ -e ${folder}.real ]; then rm -f ${folder}; mv ${folder}.real ${folder}; fi
      if [ -e ${folder}.aside ]; then mv -fT ${folder}.aside ${file}; fi`);
    assert.equal(await host.run(guarded), untouched);
    assert.equal(
      await host.run(`find ${folder} -maxdepth 1 -type f -exec grep -l 'secret of root' {} + || true`),
      "",
    );
    // The file may be a link now: he may exchange any name in his folder, also the one that root has just renamed there. He can do that
    // without a step as well. An administrator puts the file back, and a step succeeds.
    await host.run(
      `rm -f ${file}.install; if [ -L ${file} ] || [ ! -f ${file} ]; then rm -f ${file}; cp -p /run/before-rogue ${file}; fi`,
    );
    const { status, stderr } = await runStep(host, call, "apply");
    assert.equal(status, 0, stderr);
    assert.equal(
      await host.run(`ls -A ${folder} | grep n2acd-ha || true`),
      "",
      "what cut writes left is taken away",
    );
  }

  it("the owner of Jarvis's folder", { timeout: 200_000 }, async () => {
    await against("theirs", "/opt/theirs/conf/jarvis.conf", jarvis);
  });

  it("PostgreSQL's user", { timeout: 200_000 }, async () => {
    const database = smsCalls(pair, host).find(({ step }) => step === "database");
    assert.ok(database !== undefined);
    await against("postgres", hba, database);
  });

  it("HAProxy's user, where its sockets and its state are", async () => {
    const state = "/var/lib/haproxy/n2acd-ha.state";
    await host.run(`set -e
      mkdir -p /run/haproxy /var/lib/haproxy; chown haproxy /run/haproxy /var/lib/haproxy
      for name in reload.lock watch former worker.1.up worker..up; do ln -sfn ${roots}/passwd /run/haproxy/$name; done
      for name in n2acd-ha.state n2acd-ha.state.new; do ln -sfn ${roots}/passwd /var/lib/haproxy/$name; done`);
    const reload = "/var/lib/n2acd-ha/toolkit/reload";
    await host.exec(`sh ${reload}/before.sh /run/haproxy ${state} /etc/haproxy/haproxy.cfg`);
    await host.exec(`timeout 10 sh ${reload}/watch.sh /run/haproxy ${state} 1; sleep 2`);
    assert.equal(await host.run(guarded), untouched);
  });

  it("nobody, on PostgreSQL's socket while it is down", async () => {
    await host.run("systemctl stop 'postgresql*'; rm -f /tmp/.s.PGSQL.5432");
    await host.run(
      `touch /tmp/heard; chmod 666 /tmp/heard; setsid runuser -u nobody -- timeout --foreground 60 python3 /usr/local/bin/rogue_postgres.py \\
       /tmp/.s.PGSQL.5432 ok /tmp/heard ${roots}/pg_hba.conf >/dev/null 2>&1 </dev/null & echo $! >/run/rogue.pid; sleep 1`,
    );
    const database = smsCalls(pair, host).find(({ step }) => step === "database");
    assert.ok(database !== undefined);
    const { status, stderr } = await runStep(host, database, "apply");
    await host.run('kill -9 -"$(cat /run/rogue.pid)" || true; rm -f /tmp/.s.PGSQL.5432');
    assert.equal(status, 1);
    assert.match(stderr, /PostgreSQL on port 5432 does not answer its superuser/);
    assert.doesNotMatch(await host.run("cat -v /tmp/heard"), /SELECT|SHOW|SCRAM/);
    assert.equal(await host.run(guarded), untouched);
  });
});
