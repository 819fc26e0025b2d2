// Changes that took nodes out of service once, as somebody made them: nothing is in the way but the
// value itself.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertConverged } from "../../support/stack/converged.ts";
import { endpointPort } from "../../support/changes/endpoint.ts";
import { Field, type Ran } from "../../support/changes/field.ts";

describe("a change that took nodes out of service", { concurrency: 1 }, () => {
  const field = new Field("n2acd-t-cases", "172.30.223");
  before(() => field.open());
  after(() => field.close());

  const unnoticed = async ({ failed, text, tried }: Ran): Promise<void> => {
    if (failed.length > 0) assert.fail([...failed.slice(0, 20), text, await field.journal()].join("\n"));
    assert.ok(tried > 100, "there were users");
  };

  it("an agent's port with one wrong digit is an error that names it (case 27)", async () => {
    await field.set("agent", { port: endpointPort + 90, path: "/primary" });
    const ran = await field.up();
    await unnoticed(ran);
    assert.equal(ran.ended, "failed");
    assert.match(ran.text, /sms-01: step haproxy: .*port 8098.*What to do: /);
    assert.match(ran.status, /^All is well$/);
    await field.set("agent", undefined);
    await unnoticed(await field.up());
    await assertConverged(field.stack);
  });

  it("another port for the checks is noticed by nobody (case 28)", async () => {
    await field.set("databases", [{ name: "ACD", checkPort: 25_433 }]);
    const ran = await field.up();
    await unnoticed(ran);
    assert.equal(ran.ended, "well", ran.text);
  });

  it("an endpoint in place of the agent, asked on the port of the agent, is an error that says so", async () => {
    await field.set("agent", { port: endpointPort, path: "/primary" });
    const ran = await field.up();
    await unnoticed(ran);
    assert.equal(ran.ended, "failed");
    assert.match(
      ran.text,
      /sms-01: step haproxy: HAProxy would ask port 25433, .*What to do: take databases\[\]\.checkPort out/,
    );
    assert.match(ran.status, /^All is well$/);
  });

  it("an endpoint in place of the agent is noticed by nobody (case 26)", async () => {
    await field.set("databases", [{ name: "ACD" }]);
    const ran = await field.up();
    await unnoticed(ran);
    assert.equal(ran.ended, "well", ran.text);
    assert.match(ran.status, /^All is well$/);
  });
});
