// Which steps wait for which in a rollout of the whole program: decisions 22 and 24.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { describe, it } from "node:test";
import { keys, smallest } from "../../support/samples.ts";
import { Stack } from "../../support/stack/stack.ts";

interface Preview {
  readonly steps: readonly {
    readonly urn: string;
    readonly newState: { readonly dependencies?: readonly string[] };
  }[];
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf(":") + 1);

/** What `pulumi up` has done before a step begins, of all steps. */
async function waits(config: object): Promise<(step: string) => ReadonlySet<string>> {
  const stack = await Stack.create("order", { ...smallest, ...config });
  try {
    const { steps } = JSON.parse(await stack.must("preview", "--json")) as Preview;
    const needs = new Map(
      steps.map(({ urn, newState }) => [nameOf(urn), (newState.dependencies ?? []).map(nameOf)]),
    );
    const before = (step: string): string[] => {
      const near = needs.get(step);
      assert.ok(near, `there is no step ${step}: ${[...needs.keys()].join(", ")}`);
      return near.flatMap((one) => [one, ...before(one)]);
    };
    return (step) => new Set(before(step));
  } finally {
    await rm(stack.folder, { recursive: true });
  }
}

const jarvis = { configFile: "/etc/jarvis.conf", match: "^port=5432$", set: "port=15432", service: "jarvis" };
const feNodes = [1, 2, 3, 4].map((i) => ({
  name: `fe-0${i}`,
  address: `10.0.0.2${i}`,
  hostKey: keys.ed25519,
}));

describe("a rollout", () => {
  it("has SMS nodes one after the other, and front ends batch after batch", async () => {
    const before = await waits({ jarvis, feNodes, rollout: { feCanary: 1, feBatch: 2 } });
    const has = (step: string, other: string) => before(step).has(other);

    for (const step of ["firewall", "agent", "guard", "haproxy-secrets", "haproxy", "jarvis"])
      assert.ok(has(`sms-02-${step}`, `sms-01-${step}`), step);
    for (const step of ["packages", "database"]) assert.ok(!has(`sms-02-${step}`, `sms-01-${step}`), step);
    assert.ok(has("sms-01-haproxy", "sms-02-agent"), "a proxy that finds no agent refuses everybody");
    for (const node of ["sms-01", "sms-02"])
      assert.ok(has("sms-01-haproxy", `${node}-guard`), "a guard runs before a proxy asks it");
    assert.ok(!has("sms-02-haproxy", "sms-01-jarvis"));

    assert.ok(has("sms-01-agent", "sms-02-database"), "an agent restarts while no HAProxy asks it");
    for (const node of ["sms-01", "sms-02", "fe-01", "fe-04"]) {
      for (const proven of ["sms-01-jarvis", "sms-02-jarvis", "fe-01-web", "fe-04-web"])
        assert.ok(has(`${node}-retire`, proven), "a way back may need what retire takes away");
    }

    for (const step of ["firewall", "haproxy-secrets", "web"]) {
      assert.ok(has(`fe-02-${step}`, `fe-01-${step}`) && has(`fe-03-${step}`, `fe-01-${step}`), step);
      assert.ok(!has(`fe-03-${step}`, `fe-02-${step}`), step);
      assert.ok(has(`fe-04-${step}`, `fe-02-${step}`) && has(`fe-04-${step}`, `fe-03-${step}`), step);
    }
    assert.ok(has("fe-01-web", "sms-01-haproxy") && has("fe-01-web", "sms-02-haproxy"));
    assert.ok(!has("fe-04-web", "sms-01-jarvis"));
  });

  it("has front ends wait for the Jarvis of an SMS node that is the only one they use", async () => {
    const before = await waits({ jarvis, feNodes, drained: ["sms-02"] });
    assert.ok(before("fe-01-web").has("sms-01-jarvis"));
  });

  it("has the next node's proxy wait for the figures of the one before", async () => {
    const before = await waits({ jarvis, feNodes, metrics: { from: ["10.0.0.31"] } });
    assert.ok(before("sms-02-haproxy").has("sms-01-metrics"));
    assert.ok(before("fe-01-web").has("sms-02-metrics"));
  });
});
