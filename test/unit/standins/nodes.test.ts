// What the engine makes of nodes that are renamed, lost and removed: who is asked to do what, and who is not even dialled.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { Stack } from "../../support/standins/pulumi.ts";
import { startSshd } from "../../support/standins/sshd.ts";
import type { TriedNode } from "../../support/standins/triedNode.ts";

interface Resource {
  readonly urn: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly retainOnDelete?: boolean;
}

const sshd = await startSshd();
const stack = await Stack.create("nodes");
const log = path.join(sshd.folder, "log");
const { connection } = sshd;
/** Nobody answers there. */
const dead = { ...connection, port: 1, dialErrorLimit: 1 };

/** What the hosts were told since the last time. */
function told(): string[] {
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  rmSync(log, { force: true });
  return lines;
}

async function steps(node: string): Promise<readonly Resource[]> {
  const { resources } = (await stack.state()) as { resources: readonly Resource[] };
  return resources.filter(({ urn }) => urn.includes(`::${node}-`));
}

async function mustUp(...nodes: readonly TriedNode[]): Promise<string> {
  const { code, out } = await stack.up(nodes);
  assert.equal(code, 0, out);
  return out;
}

const one = { name: "sms-01", connection, log };
const two = { name: "sms-02", connection, log };
const renamed = { ...two, name: "db-02" };
const lost = { ...renamed, connection: dead, lost: ["ready", "packages", "jarvis"] };

void describe("nodes", () => {
  after(async () => {
    await stack.end();
    await sshd.stop();
  });

  void test("are renamed by an update of their steps", async () => {
    await mustUp(one, two);
    told();
    const { out } = await stack.preview([one, { ...renamed, formerly: "sms-02" }], "--json");
    const { changeSummary } = JSON.parse(out) as { changeSummary: Record<string, number> };
    assert.deepEqual(changeSummary, { same: changeSummary["same"], update: 2 });
    await mustUp(one, { ...renamed, formerly: "sms-02" });
    assert.deepEqual(told(), ["db-02 ready apply", "db-02 packages apply"]);
    const { code } = await stack.preview([one, renamed], "--expect-no-changes");
    assert.equal(code, 0, "once renamed, `formerly` may go");
  });

  void test("that are lost stay in the state as they are, and nobody is dialled", async () => {
    await mustUp(one, { ...renamed, connection });
    const before = await steps("db-02");
    await mustUp(one, lost);
    assert.deepEqual(told(), []);
    const kept = await steps("db-02");
    assert.deepEqual(
      kept.slice(0, 2).map(({ urn, inputs }) => ({ urn, inputs: withoutSecrets(inputs) })),
      before.map(({ urn, inputs }) => ({ urn, inputs: withoutSecrets(inputs) })),
    );
    assert.deepEqual(
      kept.map(({ retainOnDelete }) => retainOnDelete),
      [true, true, true],
    );
    // One that it never had is noted without being run.
    assert.equal(kept[2]?.inputs?.["create"], undefined);
    const { code } = await stack.preview([one, lost], "--expect-no-changes");
    assert.equal(code, 0);
  });

  void test("leave the state without a word to the host", async () => {
    await mustUp(one);
    assert.deepEqual(told(), []);
    assert.deepEqual(await steps("db-02"), []);
  });

  void test("that are found again are brought up to date, and can be undone once more", async () => {
    await mustUp(one, renamed);
    await mustUp(one, lost);
    told();
    await mustUp(one, { ...renamed, connection: { ...connection, perDialTimeout: 14 } });
    assert.deepEqual(told(), ["db-02 ready apply", "db-02 packages apply"]);
    await mustUp(one);
    assert.deepEqual(told(), ["db-02 packages undo", "db-02 ready undo"]);
  });

  void test("that are lost are passed over by destroy", async () => {
    await mustUp(one, renamed);
    await mustUp(one, lost);
    told();
    const { code, out } = await stack.run("destroy", "--yes", "--skip-preview");
    assert.equal(code, 0, out);
    assert.deepEqual(told(), ["sms-01 packages undo", "sms-01 ready undo"]);
  });
});

/** Secrets are encrypted anew each time. */
function withoutSecrets(inputs: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).filter(([key]) => key !== "connection" && key !== "stdin"),
  );
}
