// A planned switchover of real PostgreSQL servers, there and back, cut at every stage and repeated.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram } from "../../../lib/program.ts";
import type { Report } from "../../../tools/switchover/schema.ts";
import { type Node, nodes, Pair } from "./pair.ts";

/** What the command says as it goes, in this order. */
const marks = [
  /asks the status/,
  /can take over/,
  /prepares/,
  /is told to follow/,
  /stops/,
  /is shut down cleanly/,
  /is promoted/,
  /brings/,
  /streams from/,
];

describe("a switchover of PostgreSQL alone", () => {
  let pair: Pair;
  let rows = 0;
  before(async () => {
    pair = await Pair.make();
  });
  after(() => pair.remove());

  const other = (node: Node): Node => (node === "sms-01" ? "sms-02" : "sms-01");
  const primary = async (): Promise<Node> => {
    const roles = await pair.roles();
    return roles["sms-01"] === "primary" ? "sms-01" : "sms-02";
  };
  const standby = async (): Promise<Node> => other(await primary());
  const write = async (node: Node) => {
    await pair.servers[node].sql("INSERT INTO rows VALUES (1)");
    rows += 1;
  };
  const switchTo = async (to: Node, ...flags: string[]) => {
    const { argv, env } = pair.command(to, ...flags);
    const { status, stdout, stderr } = await runProgram(argv, { env });
    assert.notEqual(stdout, "", stderr);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
    return { status, report: JSON.parse(stdout) as Report, said: stderr };
  };
  /** As it should be in the end: one primary that has every row, one standby that streams, and no note on a host. */
  const settled = async (to: Node) => {
    assert.deepEqual(await pair.roles(), { [to]: "primary", [other(to)]: "standby" });
    for (const node of nodes) {
      assert.ok(!pair.notes(node), node);
      // These servers log every statement that they are given.
      assert.doesNotMatch(await pair.servers[node].log(), /it\\'+s s3cret/, node);
    }
    await write(to);
    assert.equal(await pair.servers[to].sql("SELECT count(*) FROM rows"), String(rows));
    const streams = await pair.servers[other(to)].sql("SELECT status FROM pg_stat_wal_receiver");
    assert.equal(streams, "streaming");
  };
  /** Switches over with nothing in the way. */
  const good = async (to: Node) => {
    const { status, report, said } = await switchTo(to);
    assert.equal(status, 0, JSON.stringify(report) + said);
    await settled(to);
    return report;
  };
  /** Begins a switchover; resolves with its process when it says something. */
  const until = async (to: Node, mark: RegExp): Promise<ChildProcess> => {
    const { argv, env } = pair.command(to);
    const [program = "", ...args] = argv;
    const child = spawn(program, args, { env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (mark.test(said)) resolve();
      });
      child.on("close", () => {
        reject(new Error(`it ended without ${String(mark)}: ${said}`));
      });
    });
    return child;
  };
  /** Kills it; with all that it began on the hosts, as if these had lost their power, or alone. */
  const cut = async (child: ChildProcess, everything: boolean): Promise<void> => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(everything ? -(child.pid ?? 0) : (child.pid ?? 0), "SIGKILL");
    await gone;
  };
  /** A switchover whose command is gone, and whose old primary is stopped all the same. */
  const stoppedAlone = async (to: Node): Promise<void> => {
    const root = pair.root(other(to));
    await rm(join(root, "calls"), { force: true });
    await writeFile(join(root, "slow"), "");
    const child = await until(to, /stops/);
    while (!existsSync(join(root, "calls"))) await sleep(20);
    await cut(child, false);
    await rm(join(root, "slow"));
    while ((await pair.roles())[other(to)] !== "down") await sleep(100);
    // What runs on the host comes to its end.
    await sleep(1000);
    assert.deepEqual(await pair.roles(), { [to]: "standby", [other(to)]: "down" });
  };
  const never = async (): Promise<void> => {
    const roles = await pair.roles();
    assert.notDeepEqual(roles, { "sms-01": "primary", "sms-02": "primary" });
  };

  it("only says that it would work, with --check", async () => {
    const { status, report } = await switchTo("sms-02", "--check");
    assert.equal(status, 0, JSON.stringify(report));
    assert.equal(report.headline, "A switchover of ACD to sms-02 would work now");
    await settled("sms-01");
  });

  it("goes there and back, and says for how long", async () => {
    for (const to of ["sms-02", "sms-01"] as const) {
      const { outage, from, manager } = await good(to);
      assert.ok(outage !== null && outage.seconds > 0 && outage.measured === "stages");
      assert.deepEqual([from, manager], [other(to), "none"]);
    }
  });

  it("finds nothing to do where it is done", async () => {
    const { status, report } = await switchTo(await primary());
    assert.equal(status, 0);
    assert.match(report.headline, /is the primary already/);
    assert.equal(report.outage, null);
  });

  for (const everything of [false, true])
    for (const mark of marks)
      it(`goes on when it was killed ${everything ? "with what it began on the hosts " : ""}at: ${mark.source}`, async () => {
        const to = await standby();
        await cut(await until(to, mark), everything);
        await never();
        await good(to);
      });

  it("goes back to the old primary, as long as nobody is promoted", async () => {
    const to = await standby();
    await stoppedAlone(to);
    const { status, report } = await switchTo(other(to));
    assert.equal(status, 0, JSON.stringify(report));
    assert.match(report.headline, /is the primary again/);
    await settled(other(to));
  });

  it("calls it off with the old primary's name, where nothing was stopped", async () => {
    const to = await standby();
    await cut(await until(to, /is told to follow/), true);
    if ((await pair.roles())[other(to)] === "primary") {
      const { status, report } = await switchTo(other(to));
      assert.equal(status, 0, JSON.stringify(report));
      await settled(other(to));
    } else await good(to);
  });

  it("goes on when the old primary was started meanwhile, for it starts as a standby", async () => {
    const to = await standby();
    const old = other(to);
    await stoppedAlone(to);
    await pair.servers[old].start();
    await pair.noted(old);
    assert.deepEqual(await pair.roles(), { [to]: "standby", [old]: "standby" });
    const { report } = await switchTo(to);
    assert.equal(report.level, "ok", JSON.stringify(report));
    assert.ok((report.outage?.seconds ?? 0) > 1, "it counts from the stop, not from where it went on");
    await settled(to);
  });

  it("takes the old primary back where the standby does not get everything", async () => {
    const to = await standby();
    const child = await until(to, /prepares/);
    await pair.servers[to].sql("SELECT pg_wal_replay_pause()");
    await new Promise((resolve) => child.once("exit", resolve));
    assert.equal(child.exitCode, 2);
    await pair.servers[to].sql("SELECT pg_wal_replay_resume()");
    await settled(other(to));
  });

  it("takes the old primary back where it did not shut down cleanly", async () => {
    const to = await standby();
    const root = pair.root(other(to));
    await rm(join(root, "calls"), { force: true });
    await writeFile(join(root, "slow"), "");
    const child = await until(to, /stops/);
    while (!existsSync(join(root, "calls"))) await sleep(20);
    // Its stop has begun, and comes to nothing.
    await pair.servers[other(to)].kill();
    await rm(join(root, "slow"));
    await new Promise((resolve) => child.once("exit", resolve));
    assert.equal(child.exitCode, 2);
    await pair.noted(other(to));
    for (
      let n = 0;
      n < 50 && (await pair.servers[to].sql("SELECT status FROM pg_stat_wal_receiver")) === "";
      n++
    )
      await sleep(200);
    await settled(other(to));
  });

  it("promotes nobody where the standby cannot be reached any more, and says what to do", async () => {
    const to = await standby();
    const gone = join(pair.root(to), "unreachable");
    await stoppedAlone(to);
    await writeFile(gone, "");
    const { status, report } = await switchTo(to);
    assert.equal(status, 3, JSON.stringify(report));
    assert.match(
      report.problems[0]?.text ?? "",
      /was stopped for a switchover to .*, which cannot be read; nobody can write/,
    );
    await rm(gone);
    await good(to);
  });

  it("changes nothing where a check fails, and names each", async () => {
    const to = await standby();
    await pair.servers[to].sql("SELECT pg_wal_replay_pause()");
    await pair.servers[other(to)].sql("ALTER ROLE replicator PASSWORD 'another'");
    const { status, report } = await switchTo(to);
    await pair.servers[other(to)].sql(`ALTER ROLE replicator PASSWORD 'it''s s3cret'`);
    await pair.servers[to].sql("SELECT pg_wal_replay_resume()");
    assert.equal(status, 2);
    const texts = report.problems.map(({ text }) => text).join("\n");
    assert.match(texts, /the replay is paused/);
    await settled(other(to));
  });

  it("names a way back that does not work", async () => {
    const to = await standby();
    const hba = join(pair.servers[to].data, "pg_hba.conf");
    const kept = await readFile(hba, "utf8");
    await writeFile(
      hba,
      kept.replace(/^host replication replicator.*$/m, "host replication replicator 127.0.0.1/32 reject"),
    );
    await pair.servers[to].sql("SELECT pg_reload_conf()");
    const { status, report } = await switchTo(to);
    await writeFile(hba, kept);
    await pair.servers[to].sql("SELECT pg_reload_conf()");
    assert.equal(status, 2);
    assert.match(report.problems[0]?.text ?? "", /could not stream from .*pg_hba\.conf rejects/);
    await settled(other(to));
  });
});
