import assert from "node:assert/strict";
import { isIPv6 } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { parseConfig } from "../../../config/parse.ts";
import { ConfigError } from "../../../config/problems.ts";
import type { Config } from "../../../config/resolve.ts";
import { renderFe } from "../../../lib/haproxy/fe.ts";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { stack } from "./arbitraries.ts";
import { smallest } from "../../support/samples.ts";

const keys = fc.constantFrom(
  ...Object.keys(parseConfig(smallest)),
  ...[
    "ssh",
    "sshPrivateKey",
    "name",
    "address",
    "hostKey",
    "inter",
    "path",
    "match",
    "bastion",
    "__proto__",
    "constructor",
  ],
);
const nasty = fc.constantFrom(
  ...[
    "\n    stats admin if TRUE",
    "a\nb",
    "sms-01 # x",
    "$(reboot)",
    "`id`",
    "';--",
    '"',
    "\\",
    "a b",
    "\0",
    "\u2028",
    "é",
    "{",
    "-x",
    "%n",
  ],
  ...[
    "10.0.0.1\n",
    "sms-01\n",
    "/a b",
    "/a\tb",
    "",
    "ssh-ed25519 AAAA\nx",
    "^(",
    "1s\n",
    "${HOME}",
    "~",
    "*",
  ],
);
const anything = fc.oneof(
  nasty,
  fc.string(),
  fc.anything({ withBigInt: false, maxDepth: 3, key: fc.oneof(keys, fc.string()) }),
);

/** The configuration, or nothing when it was refused in the one way that is allowed. */
function attempt(raw: Record<string, unknown>): Config | undefined {
  try {
    return parseConfig(raw);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.ok(error.problems.length > 0);
    for (const { path, text } of error.problems)
      assert.doesNotMatch(`${path}: ${text}`, /[\n\r\0]|undefined|Invalid/);
    return undefined;
  }
}

function render(config: Config): string {
  const common = { ...config, stack: "test", failover: config.failover.settings };
  const { sms, fe, server } = config.maxConnections;
  const { sms: ownSms, fe: ownFe } = config.extraConfig;
  return [
    renderSms({ ...common, extra: ownSms, address: "10.0.0.9", maxConnections: { clients: sms, server } }),
    renderFe({
      ...common,
      extra: ownFe,
      ...config.fe,
      address: "10.0.0.9",
      maxConnections: { clients: fe, server },
    }),
  ].join("\n");
}

/** The directives in their order: what no value may change. */
function skeleton(text: string): string[] {
  return text
    .split("\n")
    .map((line) => (/^\s*#/.test(line) ? "#" : (/^(\s*\S*(?: \S+)?)/.exec(line)?.[1] ?? "")))
    .map((line) =>
      line.replace(
        /^(\s*(?:server|peer|bind|listen|maxconn|retries|acl|hard-stop-after|default-server|stats)\b).*/,
        "$1",
      ),
    )
    .map((line) => line.replace(/^(\s*timeout \S+).*/, "$1").replace(/^(\s*option httpchk).*/, "$1"));
}

/** What the counts of nodes and databases, and the family of their addresses, alone say about the skeleton. */
function expected(config: Config): string[] {
  const plain = parseConfig(smallest);
  const nodes = config.smsNodes.map(({ address }, i) => ({
    name: `n${i}`,
    address: isIPv6(address) ? `fd00::${i + 1}` : `10.0.0.${i + 1}`,
  }));
  const databases = config.databases.map((_, i) => ({
    name: `d${i}`,
    port: 1000 + i,
    listenPort: 2000 + i,
    checkPort: 3000 + i,
  }));
  const { splitBrain } = config;
  return skeleton(render({ ...plain, splitBrain, smsNodes: nodes, databases } as unknown as Config)).filter(
    (line) => line !== "    bind",
  );
}

/** Nothing of an operator's own. */
const none = { sms: {}, fe: {} };
const ownSections = /^(global|defaults|listen|frontend|backend|peers)\b/;

/** An operator's lines stay in the sections that they were given for, and are all that they add. */
function checkOwn(config: Config): void {
  const { sms, fe } = config.extraConfig;
  const [plain, text] = [render({ ...config, extraConfig: none }), render(config)].map((each) =>
    each.split("\n"),
  );
  const own = [sms, fe].flatMap((kind) => Object.values(kind).flat()).map((line) => line.trim());
  const added = own.length + Object.values({ ...sms, ...fe }).length;
  assert.ok((text?.length ?? 0) <= (plain?.length ?? 0) + added + own.length);
  if (own.some((line) => ownSections.test(line))) return;
  const heads = (lines: readonly string[] = []): string[] => lines.filter((line) => ownSections.test(line));
  assert.deepEqual(heads(text), heads(plain));
  const rest = [...(text ?? [])];
  for (const line of plain ?? []) {
    const at = rest.indexOf(line);
    assert.ok(at >= 0, line);
    rest.splice(0, at + 1);
  }
}

function check(given: Config): void {
  checkOwn(given);
  const config = { ...given, extraConfig: none };
  const text = render(config);
  assert.equal(render(config), text);
  assert.match(text, /^[\x20-\x7e\n]*$/);
  assert.deepEqual(
    skeleton(text).filter((line) => line !== "    bind"),
    expected(config),
  );
}

await test("anything at all is parsed or refused", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(keys, fc.string()), anything), (raw) => void attempt(raw)),
    { numRuns: 3000 },
  );
});

await test("valid inventories are taken, and render to the same directives in the same order", () => {
  fc.assert(
    fc.property(stack, (raw) => {
      check(parseConfig(raw));
      assert.deepEqual(parseConfig(structuredClone(raw)), parseConfig(raw));
    }),
    { numRuns: 3000 },
  );
});

await test("a value put anywhere into a valid stack is refused, or changes no directive", () => {
  let taken = 0;
  fc.assert(
    fc.property(stack, fc.nat(), anything, (raw, where, value) => {
      const config = attempt(replaced(raw, where, value));
      if (config === undefined) return;
      taken++;
      check(config);
    }),
    { numRuns: 5000 },
  );
  assert.ok(taken > 50, `only ${taken} were taken`);
});

/** `raw` with one of its values, counted through its whole depth, replaced. */
function replaced(raw: object, where: number, value: unknown): Record<string, unknown> {
  const copy = structuredClone(raw) as Record<string, unknown>;
  const slots: (() => void)[] = [];
  const visit = (part: Record<string, unknown>): void => {
    for (const [key, inner] of Object.entries(part)) {
      slots.push(() => void (part[key] = value));
      if (typeof inner === "object" && inner !== null) visit(inner as Record<string, unknown>);
    }
  };
  visit(copy);
  slots[where % slots.length]?.();
  return copy;
}
