import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { failoverBounds, overBudget } from "../../../lib/bounds.ts";
import { profileOf } from "../../../config/failover.ts";
import { contradictions, guardedFast, profiles } from "../../../lib/failover.ts";
import {
  boundsOf,
  budgeted,
  guardBounds,
  guardHold,
  guardLease,
  margin,
  probeInterval,
} from "../../../lib/guard.ts";

await test("the guide's worst cases are the measured ones, plus the agent's answers", () => {
  assert.deepEqual(failoverBounds(profiles.guide), {
    down: { refused: 9100, unavailable: 9400, silentHost: 18_100, hungAgent: 24_100 },
    up: 6300,
    worst: 24_100,
    toleratedSilence: 14_900,
  });
});

await test("fast moves the traffic within 4 s, and a silence of 3 s cuts nothing", () => {
  const { fast } = profiles;
  const bounds = failoverBounds(fast);
  assert.deepEqual(bounds, {
    down: { refused: 975, unavailable: 1575, silentHost: 3975, hungAgent: 3975 },
    up: 625,
    worst: 3975,
    toleratedSilence: 3275,
  });
  assert.ok(bounds.worst <= 4000);
  assert.ok(bounds.toleratedSilence >= 3200);
  assert.deepEqual(contradictions(fast), []);
});

await test("a shorter connectTimeout shortens the wait for a silent host, and the patience with one", () => {
  const { down, toleratedSilence } = failoverBounds({ ...profiles.guide, connectTimeout: 1000 });
  assert.equal(down.silentHost, 12_100);
  assert.equal(down.hungAgent, 24_100);
  assert.equal(toleratedSilence, 8900);
});

await test("contradictions show their arithmetic", () => {
  assert.deepEqual(contradictions({ ...profiles.fast, inter: 400, fastinter: 600 }), [
    "checkTimeout 0.5 s > inter 0.4 s: a check must have ended when the next one is due",
    "fastinter 0.6 s > inter 0.4 s: checks of a server in doubt must not be slower than the usual ones",
  ]);
  assert.deepEqual(contradictions({ ...profiles.fast, inter: 500, checkTimeout: 500, fastinter: 500 }), []);
});

await test("a budget names each case that is over it, with the sum", () => {
  const fast = profileOf("fast");
  assert.deepEqual(overBudget(budgeted(fast, false), 3975), []);
  assert.deepEqual(overBudget(budgeted(fast, false), 3974), [
    "until a silent host is noticed: inter 0.5 s + 5 x fastinter 0.075 s + 6 x connect 0.5 s + answer 0.1 s = 3.975 s",
    "until a hung agent is noticed: inter 0.5 s + 5 x fastinter 0.075 s + 6 x checkTimeout 0.5 s + answer 0.1 s = 3.975 s",
  ]);
  assert.equal(overBudget(budgeted(fast, false), 100).length, 5);
});

await test("with guards a budget is compared with the cases that have a promotion", () => {
  const fast = profileOf("fast");
  assert.deepEqual(overBudget(budgeted(fast, true), 3625), []);
  assert.deepEqual(overBudget(budgeted(fast, true), 3624), [
    "until a primary is used that was promoted beside a silent one: lease 3.175 s + margin 0.3 s + probe 0.1 s + agent-inter 0.05 s = 3.625 s",
  ]);
  assert.equal(overBudget(budgeted(fast, true), 100).length, 3);
});

await test("with guards a promotion counts in 0.25 s, beside a silent one when its lease is over, and the first 200 does", () => {
  const fast = profileOf("fast");
  assert.deepEqual(guardBounds(fast.settings), { superseded: 250, silent: 3625 });
  assert.deepEqual(boundsOf(fast, true), {
    down: { refused: 1050, unavailable: 1750, silentHost: 4550, hungAgent: 4550 },
    up: 450,
    worst: 4550,
    toleratedSilence: 3175,
    guards: { superseded: 250, silent: 3625 },
  });
  assert.deepEqual(boundsOf(fast, false), failoverBounds(profiles.fast));
});

await test("guards leave what was chosen, and the guide's settings, as they are", () => {
  assert.deepEqual(profileOf({ rise: 4 }).guarded, { ...guardedFast, rise: 4 });
  assert.deepEqual(profileOf({ fall: 4 }).guarded, { ...guardedFast, fall: 4 });
  assert.deepEqual(profileOf("guide").guarded, profiles.guide);
});

await test("no guard holds an answer back for longer than HAProxy waits for it, less its own beat", () => {
  for (const settings of [profiles.guide, profiles.fast, { ...profiles.fast, checkTimeout: 200 }])
    assert.ok(guardHold(settings) + 100 < settings.checkTimeout);
});

await test("a lease ends before any HAProxy gives its holder up, and that much before a promoted one is used", () => {
  for (const settings of [profiles.guide, profiles.fast]) {
    assert.ok(guardLease(settings) < failoverBounds(settings).toleratedSilence);
    assert.ok(guardBounds(settings).silent > guardLease(settings));
  }
});

await test("the bounds count with the guard's own times", () => {
  for (const [file, name, milliseconds] of [
    ["guard_prober", "INTERVAL", probeInterval],
    ["pace", "BEAT", probeInterval],
    ["lease", "MARGIN", margin],
  ] as const) {
    const text = readFileSync(new URL(`../../../assets/guard/${file}.py`, import.meta.url), "utf8");
    const [, seconds] = new RegExp(`^${name} = ([0-9.]+)$`, "m").exec(text) ?? [];
    assert.equal(Number(seconds) * 1000, milliseconds, name);
  }
});
