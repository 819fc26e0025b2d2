// Measures failovers of every kind with guards, and the rivals beside them: on a pair of hosts with one kind of agent after the other, and each
// failover RUNS (15) times. Prints a table, and exits with 1 where a figure misses its limit. Results are added to those in the file, so
// a run that was stopped is continued; remove the file to start again.
//
//   node bench/failover/main.ts                      into bench/results/failover.jsonl, and from there into docs/failover.md
//   SHORT=1 node bench/failover/main.ts              three faults, once, with one agent
//   RUNS=1 ROWS='killed two' AGENTS=bundled RESULTS=FILE node bench/failover/main.ts
import { rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { root } from "../../test/support/stack/pulumi.ts";
import { type Agent, agents } from "../../test/support/failover/agents.ts";
import { results, writeDocuments } from "./document.ts";
import { Field } from "../../test/support/failover/field.ts";
import { idle } from "./idle.ts";
import { type Failover, only, Records, type Stall } from "../../test/support/failover/records.ts";
import { shortcomings, summary } from "./report.ts";
import { type Row, rows } from "../../test/support/failover/rows.ts";
import { stall, stalling } from "./stalls.ts";
import { failover } from "../../test/support/failover/trial.ts";

const short = process.env["SHORT"] === "1";
const total = Number(process.env["RUNS"] ?? (short ? 1 : 15));
const wantedAgents = chosen<Agent>("AGENTS", agents, short ? ["n2pg-aux"] : agents);
const wantedRows = chosen<Row>("ROWS", rows, short ? ["killed", "hangs", "two"] : rows);
const path = process.env["RESULTS"] ?? (short ? join(root, ".dev/failover-short.jsonl") : results);
/** Seconds to wait for rivals in a short run. */
const shortPatience = 6;
const idleSeconds = short ? 5 : 20;
const stallsOfEach = short ? 0 : Math.min(total, 5);

if (short) rmSync(path, { force: true });
const records = new Records(path);
if (records.all.length === 0)
  records.add({
    ...{ what: "machine", date: new Date().toISOString() },
    ...{ cores: cpus().length, model: cpus()[0]?.model ?? "?" },
  });
for (const agent of wantedAgents) {
  const field = new Field(agent);
  try {
    await field.pair.boot();
    await field.deploy();
    await measure(field);
  } finally {
    await field.pair.down();
  }
}

if (path === results) writeDocuments();
console.log(summary(records.all));
const wrong = shortcomings(records.all);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length > 0 ? 1 : 0;

async function measure(field: Field): Promise<void> {
  const { agent } = field;
  await field.settled();
  if (!records.has({ what: "idle", agent }))
    for (const each of await idle(field, idleSeconds)) records.add(each);
  // Before the rivals start: otherwise the agent would have to catch up with their checks as well when it continues.
  for (const of of Object.keys(stalling) as Stall["of"][]) {
    const done = only(records.all, "stall").filter((each) => each.agent === agent && each.of === of).length;
    for (let index = done; index < stallsOfEach; index += 1) {
      const result = await stall(field, of);
      records.add(result);
      console.log(`${agent}: ${of} stops for ${result.seconds} s, ${result.cut} sessions cut`);
      await field.settled();
    }
  }
  await field.startRivals();
  await field.settled();
  for (let run = 0; run < total; run += 1) {
    for (const row of wantedRows) {
      if (records.has({ what: "failover", agent, row, run })) continue;
      const result = await failover(field, row, run, short ? shortPatience : undefined);
      records.add(result);
      console.log(lineOf(result));
      await field.settled();
    }
  }
}

function lineOf({ agent, row, run, clients, astray }: Failover): string {
  const times = clients.map(
    ({ target, kind, seconds }) => `${target} ${kind} ${seconds?.toFixed(2) ?? "never"}`,
  );
  const two = Object.entries(astray).map(([target, count]) => `${target} has two writers: ${count} rows`);
  return `${new Date().toISOString().slice(11, 19)} ${agent}, ${row}, run ${run}: ${[...times, ...two].join(", ")}`;
}

function chosen<Name extends string>(
  variable: string,
  all: readonly Name[],
  usual: readonly Name[],
): readonly Name[] {
  const given = process.env[variable];
  if (given === undefined) return usual;
  const wanted = given.split(/[ ,]+/);
  const wrong = wanted.find((name) => !(all as readonly string[]).includes(name));
  if (wrong !== undefined)
    throw new Error(`${variable}: ${wrong} is none of them. What to do: choose from ${all.join(", ")}.`);
  return all.filter((name) => wanted.includes(name));
}
