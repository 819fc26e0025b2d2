// A status reports what a second look confirms.
import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmed } from "../../../../tools/status/confirmed.ts";
import { type Looked, unreadIn } from "../../../../tools/status/look.ts";
import { recorded, recordedWith, says } from "../../../support/status/recorded.ts";

const cut = (): Looked[] => recordedWith(["fe-01", says("jarvis", "sms-01", ".*"), "refused"]);

async function level(
  ...looks: readonly Looked[][]
): Promise<{ level: string; asked: number; again: number }> {
  let asked = 0;
  let again = 0;
  const look = (before?: readonly Looked[]): Promise<Looked[]> => {
    if (before !== undefined) again += 1;
    return Promise.resolve(looks[asked++] ?? assert.fail("there was a look too many"));
  };
  const { status } = await confirmed({ stack: "prod", look }, 1);
  return { level: status.level, asked, again };
}

test("one look is enough if all is well", async () => {
  assert.deepEqual(await level(recorded("healthy")), { level: "ok", asked: 1, again: 0 });
});

test("what is over at the second look is not reported", async () => {
  assert.deepEqual(await level(cut(), recorded("healthy")), { level: "ok", asked: 2, again: 1 });
});

test("what lasts is reported", async () => {
  assert.deepEqual(await level(cut(), cut()), { level: "degraded", asked: 2, again: 1 });
});

test("the second look says what is wrong now", async () => {
  const { level: now } = await level(recorded("failover"), recorded("two-primaries"));
  assert.equal(now, "critical");
});

test("hosts that could not be read are not asked again, and there is no second look if none could be read", async () => {
  const lost = recorded("lost");
  assert.deepEqual([...unreadIn(lost).keys()], ["sms-02"]);
  assert.deepEqual([...unreadIn().keys()], []);
  const none = lost.map((each) => ({ ...each, answer: undefined, trouble: "Connection refused" }));
  assert.deepEqual(await level(none), { level: "unknown", asked: 1, again: 0 });
});
