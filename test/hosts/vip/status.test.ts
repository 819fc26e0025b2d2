// What make status says of a virtual address while its nodes lose it and take it, with the words of the real keepalived.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { readAnswer } from "../../../tools/status/answer.ts";
import type { Looked } from "../../../tools/status/look.ts";
import { type Question, scriptFor } from "../../../tools/status/question.ts";
import { statusOf } from "../../../tools/status/report/report.ts";
import { local } from "../../support/exec.ts";
import { pair, type Pair, vip, vipCall } from "../../support/vip/pair.ts";

let cluster: Pair;
before(async () => {
  await local([new URL("../../../scripts/apt-packages.sh", import.meta.url).pathname, "keepalived"]);
  cluster = await pair();
});
after(() => cluster.remove());

/** Of a virtual address alone: who has it, what each node is to it, and the findings. */
async function said(family: "v4" | "v6" = "v4") {
  const looked = await Promise.all(
    cluster.nodes.map(async ({ host }): Promise<Looked> => {
      const question: Question = {
        ...{ node: host.name, kind: "fe", address: host.name, front: undefined, config: undefined },
        ...{ databases: [], listens: [], services: [], paths: [], drained: [] },
        vips: [{ name: "web", address: vip[family], port: 80 }],
      };
      const answer = readAnswer((await host.exec(scriptFor(question))).stdout);
      assert.ok(answer);
      const { status } = await host.exec("systemctl is-active keepalived");
      const service = { name: "keepalived", load: "loaded", enabled: "enabled", since: 9 };
      const services = [{ ...service, active: status === 0 ? "active" : "inactive" }];
      return { question, answer: { ...answer, services }, trouble: undefined };
    }),
  );
  const { vips, findings } = statusOf("prod", looked, new Date());
  const [of] = vips;
  assert.ok(of);
  const kinds = findings.map(({ kind }) => kind).filter((kind) => kind.startsWith("vip-"));
  return {
    holder: of.holder,
    since: of.since,
    states: of.nodes.map(({ state }) => state),
    moves: of.moves,
    kinds,
  };
}

it("says who has it and since when, and who could take it", async () => {
  for (const node of [0, 1] as const) await cluster.apply(node);
  await pause(2500);
  const { since, ...now } = await said();
  assert.deepEqual(now, { holder: "fe-01", states: ["has it", "ready"], moves: 1, kinds: [] });
  assert.ok(since !== null && since >= 1 && since < 60, String(since));
});

it("says that it moved, and that the other node does not serve", async () => {
  await cluster.nodes[0].host.run("systemctl stop haproxy");
  await cluster.heldBy("fe-02");
  const { since, ...now } = await said();
  assert.deepEqual(now, { holder: "fe-02", states: ["not serving", "has it"], moves: 2, kinds: [] });
  assert.ok(since !== null && since < 10, String(since));
});

it("says that nobody has it, and for how long", async () => {
  await cluster.nodes[1].host.run("systemctl stop haproxy");
  await pause(3000);
  const { since, ...now } = await said();
  assert.deepEqual(now, {
    holder: null,
    states: ["not serving", "not serving"],
    moves: 2,
    kinds: ["vip-nobody"],
  });
  assert.ok(since !== null && since >= 1 && since < 15, String(since));
});

it("says that two have it, and that it moves again and again", async () => {
  for (const { host } of cluster.nodes) await host.run("systemctl start haproxy");
  await pause(5000);
  const [holder = ""] = await cluster.holders();
  const other = cluster.nodes.find(({ host }) => host.name !== holder);
  await other?.host.run(`ip addr add ${vip.v4}/24 dev eth0`);
  const { holder: one, states, kinds } = await said();
  assert.deepEqual([one, states, kinds], [null, ["has it", "has it"], ["vip-several"]]);
  await other?.host.run(`ip addr del ${vip.v4}/24 dev eth0`);
  for (const from of [holder, other?.host.name ?? ""]) {
    const node = cluster.nodes.find(({ host }) => host.name === from);
    await node?.host.run("systemctl restart keepalived");
    await pause(4000);
  }
  assert.deepEqual((await said()).kinds, ["vip-flapping"]);
});

it("is the same with IPv6", async () => {
  for (const node of [0, 1] as const) await cluster.apply(node, vipCall(node, [], "v6"));
  const { holder, states } = await said("v6");
  assert.deepEqual([holder, states], ["fe-01", ["has it", "ready"]]);
});
