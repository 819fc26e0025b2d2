// The tables of docs/configuration.md: the keys by their subjects, and the worst cases of the failover profiles.
import { subjects } from "../../config/schema.ts";
import { failoverBounds } from "../../lib/bounds.ts";
import { type Failover, guardedFast, profiles } from "../../lib/failover.ts";
import { keysOf, shapeOf, withoutKey } from "./shape.ts";

/** The page with its tables made from the schema, each between two comments. */
export function withTables(page: string): string {
  const tables: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(subjects).map(([name, keys]) => [name, keyTable(shapeOf(keys))])),
    worstCases: worstCases(),
  };
  return page.replaceAll(
    /(<!-- begin: node tools\/schema\.ts, (\w+) -->\n)[\s\S]*?(?=<!-- end -->)/g,
    (_, begin: string, name: string) => {
      const table = tables[name];
      if (table === undefined)
        throw new Error(
          `docs/configuration.md has a place for a table ${name}. What to do: name one of ${Object.keys(tables).join(", ")}`,
        );
      return `${begin}\n${table}\n`;
    },
  );
}

function keyTable(shape: ReturnType<typeof shapeOf>): string {
  const rows = keysOf(shape).flatMap((key) => {
    const { description, guide = "" } = key.shape;
    return description === undefined ? [] : [[`\`${key.path}\``, withoutKey(key), guide, description]];
  });
  return table(["key", "default", "guide", "meaning"], rows);
}

function worstCases(): string {
  const of = (profile: Failover): readonly (readonly [event: string, milliseconds: number])[] => {
    const { down, up, toleratedSilence } = failoverBounds(profile);
    return [
      ["the agent is dead, its port refuses", down.refused],
      ["PostgreSQL is dead or demoted, the agent answers 503", down.unavailable],
      ["the host is silent", down.silentHost],
      ["the agent hangs", down.hungAgent],
      ["a new primary takes connections after", up],
      ["the longest silence that cuts no session", toleratedSilence],
    ];
  };
  const alone = new Map(of(profiles.fast));
  const guide = new Map(of(profiles.guide));
  const rows = of(guardedFast).map(([event, fast]) => [
    event,
    String(fast),
    String(alone.get(event)),
    String(guide.get(event)),
  ]);
  return table(["event", "`fast`", "`fast` without guards", "`guide`"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|\n`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}
