import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { ConfigError } from "../../../config/problems.ts";
import { parseServers } from "../../../config/servers.ts";
import { smallest } from "../../support/samples.ts";

const [first] = smallest.smsNodes;
const frontEnds = { smsStack: "organization/n2acd-ha/prod-sms", feNodes: [{ ...first, name: "fe-01" }] };

function problems(task: () => unknown): string[] {
  try {
    task();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, text }) => `${path}: ${text}`);
    throw error;
  }
  return [];
}

test("a stack of front ends has no SMS nodes of its own, and every default", () => {
  const config = parseConfig({ ...frontEnds, timeouts: { client: "31m" } });
  assert.deepEqual(
    [config.smsStack, config.smsNodes, config.feNodes[0]?.name, config.timeouts, config.databases],
    [frontEnds.smsStack, [], "fe-01", { client: 1_860_000, server: 1_800_000 }, []],
  );
});

test("what SMS nodes are configured by is refused there, each key with its reason", () => {
  const { smsNodes } = smallest;
  assert.deepEqual(
    problems(() => parseConfig({ ...frontEnds, smsNodes, drained: ["sms-01"], peersPort: 10_009 })),
    [
      "drained: a list of 1 is not allowed beside smsStack: it belongs in the stack of the SMS nodes",
      "peersPort: 10009 is not allowed beside smsStack: it belongs in the stack of the SMS nodes",
      "smsNodes: a list of 2 is not allowed beside smsStack: it belongs in the stack of the SMS nodes",
      'feNodes[0].address: "10.0.0.11" is also the address at smsNodes[0].address',
    ],
  );
  assert.deepEqual(
    problems(() => parseConfig({ smsStack: "prod-sms" })),
    [
      'smsStack: "prod-sms" is not the full name of a stack, such as "organization/n2acd-ha/prod-sms"',
      "feNodes: missing; it has to be a list of FE nodes",
    ],
  );
});

test("an address is a front end of this stack or of another one", () => {
  assert.deepEqual(
    problems(() => parseConfig({ ...smallest, frontEnds: ["10.0.0.12", "10.0.0"] })),
    ['frontEnds[1]: "10.0.0" is not an IPv4/IPv6 address or host name'],
  );
  assert.deepEqual(
    problems(() => parseConfig({ ...smallest, frontEnds: ["10.0.0.12"] })),
    ['frontEnds[0]: "10.0.0.12" is also the address at smsNodes[1].address'],
  );
});

test("another stack's SMS nodes are taken as it names them, drained ones too", () => {
  const servers = [
    { name: "sms-01", address: "10.0.0.11", drained: false },
    { name: "sms-02", address: "10.0.0.12", drained: true },
  ];
  assert.deepEqual(parseServers("a/b/c", servers), servers);
});

test("a stack that names none says what to do", () => {
  for (const output of [undefined, [], "sms-01"]) {
    assert.match(
      problems(() => parseServers("a/b/c", output)).join("\n"),
      /^smsStack: a\/b\/c, output smsNodes: .* the SMS nodes of a stack of n2acd-ha; run up in that stack first, with this version$/,
    );
  }
  const bad = [{ name: "sms-01", address: "10.0.0", drained: false }];
  assert.match(
    problems(() => parseServers("a/b/c", [...bad, ...bad])).join("\n"),
    /^smsStack: a\/b\/c, output smsNodes\[0\]\.address: "10\.0\.0" is not/,
  );
});
