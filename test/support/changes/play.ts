// One key after the other, each with something in the way at the first node, then at the second, then well; and what users saw.
import assert from "node:assert/strict";
import { it } from "node:test";
import { smsNodes } from "../stack/hosts.ts";
import { assertConverged } from "../stack/converged.ts";
import type { Field, Ran } from "./field.ts";
import { obstacles } from "./obstacles.ts";
import { type Change, isChange } from "./rows.ts";
import { table } from "./table.ts";

/** A line of the report. */
export interface Played extends Ran {
  readonly key: string;
  readonly how: string;
}

/** Declares a test for each of these keys, and one that nothing is left over. Gives what they noted. */
export function playKeys(field: Field, keys: readonly string[]): Played[] {
  const played: Played[] = [];
  for (const key of keys) {
    const row = table[key];
    assert.ok(row !== undefined, key);
    if (isChange(row)) it(key, () => play(field, key, row, played));
  }
  it("leaves nothing that only a configuration before needed", () => assertConverged(field.stack));
  return played;
}

async function play(field: Field, key: string, row: Change, played: Played[]): Promise<void> {
  const [first, second] = row.obstacles ?? [obstacles.refused, obstacles.refused];
  if (row.prepared !== undefined) for (const node of smsNodes) await field.hosts.on(node).run(row.prepared);
  for (const [path, value] of Object.entries(row.set)) await field.set(path, value);
  Object.assign(field.use, row.during);
  const note = async (how: string, ran: Ran): Promise<void> => {
    played.push({ key, how, ...ran });
    const few = ran.failed.filter((_, i) => i < 10 || i >= ran.failed.length - 10);
    if (few.length > 0) assert.fail(`${how}: ${[...few, ran.text, await field.journal()].join("\n")}`);
  };
  for (const [i, obstacle] of [first, second].entries()) {
    const node = row.nodes[i] ?? assert.fail();
    const ran = await field.obstructed(node, obstacle);
    await note(`${node}: ${obstacle.why}`, ran);
    assert.equal(ran.ended, "failed", ran.text);
    assert.match(ran.text, new RegExp(`n2acd-ha: ${node}: step .*What to do: `));
    assert.doesNotMatch(ran.text, /does not lead to a primary|leads to a standby/);
  }
  const ran = await field.up();
  await note("well", ran);
  assert.equal(ran.ended, "well", ran.text);
  Object.assign(field.use, row.afterwards);
}
