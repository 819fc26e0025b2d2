// docs/failover.md shows what bench/failover has measured. After a run of it, to write it anew: node bench/failover/document.ts
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { documents } from "../../../bench/failover/document.ts";
import type { Client, Failover, Idle, Kind, Stall } from "../../support/failover/records.ts";
import { cells, shortcomings } from "../../../bench/failover/report.ts";
import { placesOf } from "../../support/failover/trial.ts";
import type { Target } from "../../support/failover/targets.ts";

for (const { path, text } of documents())
  test(`${path.replace(/.*\//, "docs/")} shows the results`, () => {
    assert.equal(readFileSync(path, "utf8"), text);
  });

const kinds: readonly Kind[] = ["early", "late"];
const through = (target: Target, seconds: number | null): Client[] =>
  kinds.map((kind) => ({ target, kind, seconds }));
const failover = (guarded: number | null, alone: number | null, more: Partial<Failover> = {}): Failover => ({
  ...{ what: "failover", agent: "bundled", row: "killed", run: 0, date: "2026-11-30", load: 1 },
  ...{ since: 0.1, patience: 12, astray: {} },
  clients: [
    ...through("guarded", guarded),
    ...through("alone", alone),
    ...through("pigsty", null),
    ...through("guide", 7),
    ...through("libpq", 0.05),
  ],
  ...more,
});

describe("the bench's verdict", () => {
  test("a third of a second and no rival that is faster: nothing is wrong", () => {
    assert.deepEqual(shortcomings([failover(0.25, 0.45), failover(0.3, 0.4), failover(0.6, 0.4)]), []);
  });

  const slow = "PostgreSQL is killed, bundled: early: ";
  const faults: [string, Failover[], string][] = [
    ["a median", [failover(0.31, 0.45)], `${slow}the median is 0.31 s, not 0.3 s`],
    ["a maximum", [0.2, 0.2, 0.61].map((one) => failover(one, 1)), `${slow}the maximum is 0.61 s, not 0.6 s`],
    ["none at all", [failover(null, 1)], `${slow}the maximum is none s, not 0.6 s`],
    ["a faster rival", [failover(0.2, 0.1)], `${slow}without guards is faster, 0.10 s and not 0.20 s`],
    [
      "two writers",
      [failover(0.2, 1, { astray: { guarded: 3 } })],
      "PostgreSQL is killed, bundled: 3 rows went to the old primary after the new one had taken one",
    ],
  ];
  for (const [name, results, line] of faults)
    test(`${name} is told`, () => {
      assert.ok(shortcomings(results).includes(line), shortcomings(results).join("\n"));
    });

  test("a rival that has two writers meanwhile is not faster", () => {
    const quick = failover(0.2, 0.1, { astray: { alone: 1 } });
    assert.deepEqual(shortcomings([quick]), []);
    assert.equal(cells([quick])[0]?.at(-4), "two writers");
  });

  test("each kind of client has its own figures, and a rival that never serves the time for which it was waited", () => {
    const clients = (early: number, late: number): Client[] => [
      { target: "guarded", kind: "early", seconds: early },
      { target: "guarded", kind: "late", seconds: late },
      ...through("pigsty", null),
      ...through("guide", 7),
    ];
    const measured = [clients(0.2, 0.1), clients(0.3, 0.1)].map((each) => failover(0, 0, { clients: each }));
    const [row = []] = cells(measured);
    const own = ["0.25", "0.30", "0.10", "0.10", "0.25"];
    assert.deepEqual(row.slice(1), ["bundled", "2", ...own, "", "> 12", "7.00", ""]);
  });

  test("a cut session and what guards cost are told", () => {
    const stall: Stall = { what: "stall", agent: "bundled", of: "guard", seconds: 3, held: 2, cut: 1 };
    const idle: Idle = {
      ...{ what: "idle", agent: "bundled", node: "sms-01", role: "primary" },
      ...{ guard: 0.3, session: 0.15, haproxy: 0.06, memory: 33 },
    };
    assert.deepEqual(shortcomings([stall, { ...stall, cut: 0 }, idle]), [
      "bundled: guard stopped for 3 s, 1 sessions were cut",
      "bundled, sms-01: guard and checks take 0.51 % of a core, not 0.5 %",
      "bundled, sms-01: the guard takes 33 MiB, not 32 MiB",
    ]);
    assert.deepEqual(shortcomings([{ ...idle, haproxy: 0.05, memory: 32 }]), []);
  });
});

describe("where clients connect", () => {
  const nodes = (...args: Parameters<typeof placesOf>) =>
    placesOf(...args)
      .filter(({ target }) => target === "guarded")
      .map(({ kind, node }) => `${kind} ${node}`);

  test("early and late ones through different nodes, by turns", () => {
    assert.deepEqual(nodes("killed", 0, "sms-01"), ["early sms-01", "late sms-02"]);
    assert.deepEqual(nodes("killed", 2, "sms-01"), ["early sms-02", "late sms-01"]);
  });

  test("only through a node that they can reach", () => {
    assert.deepEqual(nodes("vanishes", 0, "sms-01"), ["late sms-02"]);
    assert.deepEqual(nodes("vanishes", 2, "sms-01"), ["early sms-02"]);
    assert.deepEqual(nodes("returns", 0, "sms-01"), ["early sms-01"]);
  });
});
