import fc from "fast-check";
import { keys } from "../../support/samples.ts";

const letters = (characters: string, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength });

const small = "abcdefghijklmnopqrstuvwxyz0123456789";
const name = fc
  .tuple(fc.constantFrom(...Array.from(small)), letters(`${small}-`, 12))
  .map((parts) => parts.join(""));
const byte = fc.integer({ min: 1, max: 254 });
const address = fc.oneof(
  fc.tuple(byte, byte, byte).map((parts) => `10.${parts.join(".")}`),
  fc.tuple(byte, byte).map(([a, b]) => `fd00:${a.toString(16)}::${b.toString(16)}`),
  name.map((label) => `${label}0.example`),
);
const hostKey = fc.constantFrom(...Object.values(keys));
const time = fc.oneof(
  fc.integer({ min: 1000, max: 60_000 }),
  fc.integer({ min: 1, max: 60 }).map((each) => `${each}s`),
);

const node = fc.record(
  {
    name,
    address,
    hostKey,
    ssh: fc.record({ user: fc.constantFrom("deploy", "ops.team"), sudo: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ["name", "address", "hostKey"] },
);
const nodes = fc
  .uniqueArray(node, { selector: (each) => each.name, minLength: 2, maxLength: 6 })
  .filter((each) => new Set(each.map(({ address: own }) => own)).size === each.length);

/** Databases on ports that never clash, each a hundred apart. */
const databases = fc
  .uniqueArray(name, { minLength: 1, maxLength: 4 })
  .map((names) => names.map((each, i) => ({ name: each, port: 5432 + 100 * i })));

const failover = fc.oneof(
  fc.constantFrom("guide", "fast"),
  fc.record(
    {
      inter: fc.integer({ min: 600, max: 9000 }),
      fastinter: fc.integer({ min: 20, max: 500 }),
      downinter: fc.integer({ min: 50, max: 9000 }),
      fall: fc.integer({ min: 1, max: 9 }),
      rise: fc.integer({ min: 1, max: 9 }),
      checkTimeout: fc.integer({ min: 50, max: 500 }),
      connectTimeout: fc.integer({ min: 50, max: 9000 }),
      retries: fc.nat({ max: 9 }),
      hurryOnError: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
);

const ownLines = fc.array(
  fc
    .tuple(fc.constantFrom("option", "timeout", "log-tag", "tune.bufsize"), letters(`${small} ./:"'$-`, 20))
    .map((w) => w.join(" ")),
  { maxLength: 3 },
);
const extraConfig = fc.record(
  {
    sms: fc.record({ global: ownLines, "listen stats": ownLines }, { requiredKeys: [] }),
    fe: fc.record({ "frontend http-in": ownLines, "backend jarvis": ownLines }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** A stack that the parser has to take. */
export const stack = fc
  .tuple(
    nodes,
    fc.nat({ max: 5 }),
    fc.record(
      {
        databases,
        failover,
        stats: fc.record({
          bind: fc.constantFrom("*", "node", "127.0.0.1", "::1"),
          user: name.map((each) => `u${each}`),
        }),
        metrics: fc.record(
          {
            port: fc.integer({ min: 9000, max: 9999 }),
            bind: fc.constantFrom("*", "node", "127.0.0.1", "::1"),
            from: fc.array(address, { maxLength: 3 }),
          },
          { requiredKeys: [] },
        ),
        statusKeys: fc.array(hostKey, { maxLength: 3 }),
        jarvis: fc.record(
          { path: name.map((each) => `/${each}`), checkPath: name.map((each) => `/${each}`) },
          { requiredKeys: [] },
        ),
        timeouts: fc.record({ client: time, server: time }, { requiredKeys: [] }),
        agent: fc.constant("bundled"),
        splitBrain: fc.constantFrom("refuse", "keep"),
        extraConfig,
        hardStopAfter: time,
        maxConnections: fc.record({ sms: fc.integer({ min: 10, max: 9999 }) }),
        ssh: fc.record({ user: fc.constant("deploy") }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([all, fe, settings]) => {
    const cut = Math.max(2, all.length - fe);
    return { ...settings, smsNodes: all.slice(0, cut), feNodes: all.slice(cut) };
  });
