import { after, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { Field } from "./field.ts";

describe("smoke", { concurrency: 1 }, () => {
  const field = new Field("n2acd-t-changes", "172.30.220");
  before(() => field.open());
  after(() => field.close());
  const show = ({ text, failed, ...rest }: Awaited<ReturnType<Field["up"]>>) => {
    console.log(JSON.stringify({ ...rest, failed: failed.length }), failed.slice(0, 4));
    console.log(text.replace(/^[^]*Diagnostics:/, "").slice(0, 2500));
  };
  it("wrong digit", async () => {
    await field.stack.setObject("agent", { port: 9999, path: "/primary" });
    const ran = await field.up();
    show(ran);
    assert.equal(ran.ended, "failed");
    const again = await field.up();
    show(again);
    await field.stack.must("config", "rm", "n2acd-ha:agent");
    show(await field.up());
  });
  it("endpoint", async () => {
    await field.stack.setObject("agent", { port: 8008, path: "/primary" });
    show(await field.up());
    await field.stack.must("config", "rm", "n2acd-ha:agent");
    show(await field.up());
  });
  it("checkPort", async () => {
    await field.stack.setObject("databases", [{ name: "ACD", checkPort: 25_433 }]);
    show(await field.up());
  });
});
