import assert from "node:assert/strict";
import { test } from "node:test";
import { agentCutOff, agentPatience } from "../../../lib/agentPatience.ts";
import { answerTime, failoverBounds } from "../../../lib/bounds.ts";
import { profiles } from "../../../lib/failover.ts";

for (const [name, profile] of Object.entries(profiles)) {
  test(`${name}: a hung PostgreSQL behind the agent stays between what is tolerated and the bound`, () => {
    const patience = agentPatience(profile);
    const { toleratedSilence, down } = failoverBounds(profile);
    const [soonest, latest] = [patience, patience + 250];
    const fastest = soonest + (profile.fall - 1) * profile.fastinter;
    const slowest = latest + profile.inter + (profile.fall - 1) * profile.fastinter;
    assert.ok(fastest >= toleratedSilence - 250, `${fastest} ms against ${toleratedSilence} ms`);
    assert.ok(slowest <= down.hungAgent, `${slowest} ms against ${down.hungAgent} ms`);
  });
}

test("fast tolerates the 3 s that it is meant for", () => {
  assert.equal(agentPatience(profiles.fast), 2750);
});

test("it stays within what the agent takes", () => {
  assert.equal(agentPatience({ ...profiles.fast, fall: 1, checkTimeout: 100 }), 100);
  assert.equal(agentPatience({ ...profiles.guide, fall: 100 }), 30_000);
});

test("a primary that is cut off is out at its own HAProxy before any other one has given it up", () => {
  for (const profile of Object.values(profiles)) {
    const { toleratedSilence } = failoverBounds(profile);
    const out = agentCutOff(profile) + profile.fall * (profile.fastinter + answerTime);
    assert.ok(out <= toleratedSilence, `${out} > ${toleratedSilence}`);
  }
  assert.equal(agentCutOff(profiles.fast), 2225);
});
