// Every fault with clients that write all the time through both nodes and keep account of each row. Whatever happens,
// no row goes to an old primary once the new one has taken one, none is lost that was safe, all write again within the
// computed bound, and no HAProxy changes its mind more often than the fault did.
//
//   AGENT=bundled FAULT='two primaries' node --test test/cluster/faults/faults.test.ts      only those whose names match it
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { checks, startEndpoint } from "../../support/failover/agents.ts";
import { type Node, nodes, Pair } from "../../support/pair/pair.ts";
import type { Config } from "../../support/stack/stack.ts";
import { createRows, rowsOf } from "../../support/pair/rows.ts";
import { agentCases } from "./agent.ts";
import { type Case, clients } from "./cases.ts";
import { databaseCases } from "./database.ts";
import { Field } from "./field.ts";
import { guardCases } from "./guards.ts";
import { networkCases } from "./network.ts";
import { proxyCases } from "./proxy.ts";
import { flapping, lostRows, twoWriters } from "../../support/pair/rules.ts";

const wanted = new RegExp(process.env["FAULT"] ?? "");
const wantedAgent = process.env["AGENT"] ?? "";
const cases = [...databaseCases, ...agentCases, ...networkCases, ...proxyCases];

const watch = 3000;

const network = "172.30.94";
/** The network's own machine is a witness: it refuses connections, and that is an answer. */
const witnesses = [{ address: `${network}.1`, port: 9 }];
const agents: Readonly<Record<string, Config>> = {
  "n2pg-aux": { agent: "n2pg-aux", guard: false },
  bundled: { agent: "bundled", witnesses, guard: false },
  "n2pg-aux with guards": { agent: "n2pg-aux", witnesses },
  "bundled with guards": { agent: "bundled", witnesses },
  "endpoint with guards": { agent: checks.endpoint, witnesses },
};

for (const [agent, config] of Object.entries(agents).filter(([name]) => name.includes(wantedAgent))) {
  describe(`faults with ${agent}`, { concurrency: 1 }, () => {
    const pair = new Pair("n2acd-t-faults", network);
    let primary: Node = "sms-01";

    before(async () => {
      await pair.boot();
      if (agent.startsWith("endpoint")) await pair.all(startEndpoint);
      await pair.deploy({ failover: "fast", ...config });
      await createRows(pair, primary);
    });
    after(() => pair.down());

    const guards = config["guard"] !== false;
    const all = guards ? [...cases, ...guardCases] : cases;
    for (const fault of all.filter(({ name }) => wanted.test(name))) {
      it(fault.name, async (t) => {
        const field = await Field.open(pair, primary);
        const changes = (guards ? fault.guardedChanges : undefined) ?? fault.changes ?? 1;
        // Without guards, n2pg-aux has nobody who fences a primary (decision 19).
        const unfenced = agent === "n2pg-aux" && fault.unfenced === true;
        const rules = unfenced ? [lostRows] : [twoWriters, lostRows];
        const problems = await play(field, fault, rules, changes, (text) => {
          t.diagnostic(text);
        }).catch((error: unknown) => [String(error)]);
        await field.close();
        primary = await field.reset().catch((error: unknown) => {
          problems.push(String(error));
          return primary;
        });
        assert.deepEqual(problems, []);
      });
    }
  });
}

async function play(
  field: Field,
  fault: Case,
  rules: readonly (typeof lostRows)[],
  changes: number,
  tell: (text: string) => void,
): Promise<string[]> {
  const { pair, old, standby, writers } = field;
  const survivor = fault.promotes ? standby : old;
  const sessions = () => writers.map((writer) => (writer.held ? writer.sessions : 0));
  const before = sessions();
  const problems: string[] = [];

  const since = await fault.strike(field);
  try {
    const took = await field.recovered(survivor, since, fault.within + 20_000, fault.through?.(field));
    tell(`${took} ms until all write again; bound ${fault.within} ms`);
    if (took > fault.within + clients)
      problems.push(`all write again after ${took} ms, not ${fault.within} ms`);
  } catch (error) {
    problems.push(`nobody writes again: ${String(error)}`);
  }
  await fault.then?.(field);
  await sleep(watch);
  await field.close();

  const course = {
    acks: field.acks,
    old: pair.address(old),
    promoted: fault.promotes ? pair.address(standby) : undefined,
    struck: field.struck,
    resumed: field.resumed,
    survived: await rowsOf(pair, survivor),
  };
  problems.push(...rules.flatMap((rule) => rule(course)));
  if (fault.sessionsLive === true && String(sessions()) !== String(before))
    problems.push("a session was cut");
  for (const node of nodes) {
    problems.push(...flapping(node, await pair.proxy(node).changes(field.begun), changes));
  }
  return problems;
}
