// The page of each recorded state in a real browser, which says itself what is there and in which colours.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { statusOf } from "../../../tools/status/report/report.ts";
import { page } from "../../../tools/status/show/page.ts";
import { picture } from "../../../tools/status/show/picture.ts";
import { root } from "../../support/stack/pulumi.ts";
import { questions, recorded, type State, states } from "../../support/status/recorded.ts";
import { looks, screenshot } from "../../support/browser.ts";

const [good, warn, red] = ["rgb(218, 251, 225)", "rgb(255, 248, 197)", "rgb(207, 34, 46)"];
const redGround = "rgb(255, 235, 233)";
const expected: Record<State, { ground: string; headline: RegExp; bad: boolean }> = {
  healthy: { ground: good, headline: /^All is well$/, bad: false },
  lost: { ground: warn, headline: /^sms-02 cannot be read/, bad: false },
  failover: { ground: red, headline: /^ACD: failover in progress: no primary$/, bad: true },
  "two-primaries": { ground: red, headline: /^ACD: two primaries: sms-01/, bad: true },
};
const folder = join(root, ".dev/status");
mkdirSync(folder, { recursive: true });

for (const state of states) {
  test(`${state}: light, dark, and on a phone`, async () => {
    const status = statusOf("prod", recorded(state), new Date("2026-11-25T22:45:02Z"));
    const file = join(folder, `recorded-${state}.html`);
    writeFileSync(file, page(status, picture(status, questions(state))));
    const light = await looks(file, [
      ".banner",
      "h1",
      ".topology .chip.good",
      ".topology .chip.bad",
      ".topology .card.bad",
      ".topology",
    ]);
    const { ground, headline, bad } = expected[state];
    assert.equal(light.elements[".banner"]?.ground, ground);
    assert.match(light.elements["h1"]?.text ?? "", headline);
    assert.notEqual(light.elements["h1"]?.colour, ground, "the headline can be read");
    assert.equal(light.elements[".topology .chip.good"]?.fill, good);
    assert.equal(light.elements[".topology .chip.bad"]?.fill, bad ? redGround : undefined);
    assert.equal(light.elements[".topology .card.bad"] !== undefined, bad);
    if (state === "two-primaries")
      assert.match(light.elements[".topology"]?.text ?? "", /to sms-02; 2 are up/);
    assert.deepEqual(light.fetched, []);
    assert.ok(light.fits);
    const dark = await looks(file, ["body"], { dark: true });
    assert.equal(dark.elements["body"]?.ground, "rgb(13, 17, 23)");
    assert.ok((await looks(file, [], { width: 500 })).fits, "on a phone");
    await screenshot(file, file.replace(/html$/, "png"));
    await screenshot(file, file.replace(/\.html$/, "-dark.png"), { dark: true });
    await screenshot(file, file.replace(/\.html$/, "-phone.png"), { width: 500 });
  });
}
