// The tables of docs/configuration.md against the schema and the profiles that they describe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { parseConfig } from "../../config/parse.ts";
import { devStack, hostsStack } from "../../config/schema.ts";
import { failoverBounds } from "../../lib/bounds.ts";
import { parseDuration } from "../../lib/duration.ts";
import { profiles } from "../../lib/failover.ts";
import { keyRows, tableRows } from "../../lib/markdown.ts";
import type { Shape } from "../../tools/schema/stackSchema.ts";
import { documents } from "./documents.ts";

const document = documents().find(({ path }) => path === "docs/configuration.md");
assert.ok(document !== undefined);
const rows = tableRows(document.text);
const described = keyRows(rows);

/** `stats`, `stats.port`, `smsNodes[].name`: every key that a stack may have, maps included. */
function keysOf(shape: Shape, path = ""): string[] {
  const inside = Object.entries(shape.properties ?? {}).flatMap(([name, field]) => {
    const key = path === "" ? name : `${path}.${name}`;
    return [key, ...keysOf(field, key)];
  });
  const items = shape.items === undefined ? [] : keysOf(shape.items, `${path}[]`);
  return [...inside, ...items, ...(shape.anyOf ?? []).flatMap((each) => keysOf(each, path))];
}

const shape = z.toJSONSchema(hostsStack, { io: "input", unrepresentable: "any" }) as Shape;
const known = new Set([...keysOf(shape), "dev", "dev.subnet", "smsStack"]);

test("every key of the schema is described", () => {
  const names = described.map(([key = ""]) => key);
  const told = (key: string): boolean =>
    names.includes(key) ||
    // A map is described by its keys, a node by the first list of nodes, an override by what it overrides.
    names.some((name) => name.startsWith(`${key}.`)) ||
    /^feNodes\[\]\.|^smsNodes\[\]\.ssh\./.test(key);
  assert.deepEqual(
    [...known].filter((key) => !told(key)),
    [],
  );
  assert.ok("dev" in devStack.shape);
});

test("no key is described that the schema does not have", () => {
  assert.deepEqual(
    described.map(([key = ""]) => key).filter((key) => !known.has(key)),
    [],
  );
});

test("defaults are as described", () => {
  const effective = parseConfig({
    insecurelyTrustAnyHostKey: true,
    ssh: { bastion: { address: "10.0.0.1" } },
    metrics: {},
    jarvis: { tls: { caFile: "/etc/ca.pem", serverName: "sms.example.net" } },
    fe: { tls: { hsts: { maxAge: 300 } } },
    smsNodes: ["10.0.0.11", "10.0.0.12"].map((address, i) => ({ name: `sms-0${i + 1}`, address })),
  });
  assert.ok(effective.dev === undefined);
  const { failover, agent, jarvis, smsNodes, databases, ...rest } = effective;
  const values: Record<string, unknown> = {
    ...rest,
    failover: { ...failover.settings },
    jarvis,
    ssh: smsNodes[0]?.ssh,
    ...(agent.kind === "n2pg-aux" ? { agentService: agent.service, agentConfigFile: agent.configFile } : {}),
    databases: databases[0],
  };
  const plain = described.filter(([key, value = ""]) => {
    return (
      key !== "insecurelyTrustAnyHostKey" &&
      /^(\*|[\w/.-]+)$/.test(value) &&
      !/^(required|none|one)$/.test(value)
    );
  });
  const compared = plain.filter(([key = ""]) => !/^(failover|dev\.subnet|agent(\..*)?)$/.test(key));
  assert.ok(compared.length > 30);
  for (const [key = "", value = ""] of compared) {
    const found = key
      .replace("[]", "")
      .split(".")
      .reduce<unknown>((map, name) => (map as Record<string, unknown> | undefined)?.[name], values);
    assert.equal(String(found), String(parseDuration(value) ?? value), key);
  }
});

test("worst cases are as reckoned", () => {
  const events = (name: keyof typeof profiles): number[] => {
    const { down, up, toleratedSilence } = failoverBounds(profiles[name]);
    return [down.refused, down.unavailable, down.silentHost, down.hungAgent, up, toleratedSilence];
  };
  const head = rows.findIndex(([first]) => first === "event");
  const table = rows.slice(head + 2, head + 8).map(([, fast, guide]) => [Number(fast), Number(guide)]);
  const [fast, guide] = [events("fast"), events("guide")];
  assert.deepEqual(
    table,
    fast.map((value, i) => [value, guide[i]]),
  );
});
