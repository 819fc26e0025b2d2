// What the program knows about the steps, and what their scripts on the hosts say of themselves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { closureOf } from "../../../components/host/closure.ts";
import { toolkitFiles } from "../../../components/host/toolkit.ts";
import { profiles } from "../../../lib/failover.ts";
import { agent } from "../../../steps/agent.ts";
import { allSteps } from "../../../steps/all.ts";
import {
  type Arguments,
  type ArgumentValues,
  keyOf,
  readArguments,
  writeArguments,
} from "../../../steps/arguments.ts";
import { applicationOf, applies } from "../../../steps/command.ts";
import type { StepDefinition } from "../../../steps/definition.ts";
import { firewall } from "../../../steps/firewall.ts";
import { proofArguments } from "../../../steps/proof.ts";
import { vip } from "../../../steps/vip.ts";
import { web } from "../../../steps/web.ts";

const scripts = join(import.meta.dirname, "../../../assets/scripts/steps");
const scriptOf = (name: string): string => readFileSync(join(scripts, `${name}.sh`), "utf8");

describe("arguments travel as words and come back", () => {
  const check = <A extends Arguments>(
    { name, args }: StepDefinition<A>,
    values: ArgumentValues<A>,
    words: readonly string[],
  ): void => {
    test(name, () => {
      assert.deepEqual(writeArguments(args, values), words);
      const read = readArguments(args, words) as Readonly<Record<string, unknown>>;
      for (const [key, value] of Object.entries(values)) assert.deepEqual(read[key], value, key);
    });
  };
  check(firewall, { open: [80, 443], allow: [{ port: 5432, address: "fd00::1" }], elsewhere: [], vrrp: [] }, [
    "open=80",
    "open=443",
    "allow=5432:fd00::1",
  ]);
  check(
    agent,
    {
      ...{ kind: "bundled", patience: 250, cutOff: 3000, listen: "10.0.0.11" },
      witness: [{ address: "fd00::9", port: 9 }],
      check: [{ port: 5432, checkPort: 25432 }],
    },
    [
      ...["kind=bundled", "patience=250", "cut_off=3000", "witness=[fd00::9]:9", "listen=10.0.0.11"],
      "check=5432:25432",
    ],
  );
  check(
    web,
    {
      ...{ listen: 80, apache: 81, path: "/n2acd-fe/jarvis-agent", drainPrimary: true, wait: 25 },
      stats: { tls: true, address: "127.0.0.1", port: 9000 },
    },
    [
      ...["listen=80", "apache=81", "path=/n2acd-fe/jarvis-agent", "stats=https://127.0.0.1:9000"],
      ...["drain_primary=yes", "wait=25"],
    ],
  );
  const address = { name: "web", routerId: 51, priority: 200, address: "10.0.0.50", prefix: 24 };
  check(
    vip,
    {
      ...{ own: "10.0.0.21", peer: ["10.0.0.22"], alive: "http://127.0.0.1:80/alive", port: 80, apache: 81 },
      vip: [address, { ...address, interface: "eth1" }],
    },
    [
      ...[
        "own=10.0.0.21",
        "peer=10.0.0.22",
        "vip=web,51,200,10.0.0.50/24",
        "vip=web,51,200,10.0.0.50/24,eth1",
      ],
      ...["alive=http://127.0.0.1:80/alive", "port=80", "apache=81"],
    ],
  );
});

test("what an older version did not say is missing, and is no error", () => {
  const { listen, stats, drainPrimary } = readArguments(web.args, ["path=/"]);
  assert.deepEqual(
    { listen, stats, drainPrimary },
    { listen: undefined, stats: undefined, drainPrimary: false },
  );
});

test("a command says which step it applies, and on which host", () => {
  for (const step of ["ready", "jarvis"]) {
    const words = ["host=sms-01", "match=^db = 'a b'$", "version=12"];
    const found = applicationOf(`sudo -n ${applies(step, words)}`);
    assert.deepEqual([found?.step, found?.host, found?.sudo], [step, "sms-01", true]);
  }
});

test("a proof gets the time that HAProxy needs to know, and a change the time that it has to last", () => {
  assert.deepEqual(proofArguments(profiles.fast, 0, 20), { wait: undefined, settle: undefined });
  assert.deepEqual(proofArguments(profiles.guide, 0, 20), { wait: 25, settle: undefined });
  assert.deepEqual(proofArguments(profiles.fast, 2500, 10), { wait: undefined, settle: 3 });
});

describe("the head of a script names the arguments of its step", () => {
  for (const { name, args } of allSteps) {
    test(name, () => {
      const head = /^(#.*\n)+/.exec(scriptOf(name))?.[0] ?? "";
      const usage = head.split("\n").filter((line) => /^# {3,}\S/.test(line) && !/stdin:/.test(line));
      const named = [...usage.join("\n").matchAll(/(?<![\w/])([a-z_]+)=/g)].map(([, key = ""]) => key);
      assert.deepEqual(
        [...new Set(named)].filter((key) => key !== "host").sort(),
        Object.keys(args).map(keyOf).sort(),
      );
    });
  }
});

test("the step retire goes through the steps that leave something", () => {
  const [, named = ""] = /for former in ([\w\s-]+); do/.exec(scriptOf("retire")) ?? [];
  const leaving = allSteps.filter(({ leaves }) => leaves === true).map(({ name }) => name);
  assert.deepEqual(named.split(" ").sort(), leaving.sort());
});

describe("a script asks for the arguments of its step, and for no others", () => {
  /** What `host`, `machine`, `version` and `repair` say is the same for each step. */
  const common = ["host", "machine", "version", "repair"];
  for (const { name, args } of allSteps) {
    test(name, () => {
      const [own, all] = [
        [`steps/${name}.sh`],
        closureOf(toolkitFiles, [`steps/${name}.sh`, `drift/${name}.sh`]),
      ];
      const declared = Object.keys(args).map(keyOf);
      const unknown = asked(own).filter((key) => ![...declared, ...common].includes(key));
      assert.deepEqual(
        { unknown, unused: declared.filter((key) => !asked(all).includes(key)) },
        { unknown: [], unused: [] },
      );
    });
  }
});

/** The keys that these scripts take from the words of their step: `arg KEY`, `args KEY`. */
function asked(paths: readonly string[]): string[] {
  const code = paths.map((path) => (toolkitFiles.get(path) ?? "").replaceAll(/^\s*#.*$/gm, "")).join("\n");
  return [...code.matchAll(/\bargs? ([a-z_]+)/g)].map(([, key = ""]) => key);
}
