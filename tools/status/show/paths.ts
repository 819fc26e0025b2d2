import { endpoint } from "../../../lib/addresses.ts";
import type { Path, Status } from "../schema.ts";
import type { Tone } from "./tones.ts";
import { metAt } from "./words.ts";

/** A path that a failover needs; paths from several nodes with the same end and result are one. */
export interface Shown {
  readonly to: string;
  readonly what: string;
  readonly where: string;
  readonly met: string;
  readonly tone: Tone;
  readonly from: readonly string[];
}

/** The paths in the order of the nodes at their ends, those that are cut first. */
export function shownPaths({ nodes }: Status): Shown[] {
  const all = nodes.flatMap(({ name, paths }) => paths.map((path) => ({ path, from: name })));
  const groups = Map.groupBy(all, ({ path }) =>
    JSON.stringify([whatOf(path), path.to, path.address, path.port, metAt(path)]),
  );
  const shown = [...groups.values()].flatMap((group): Shown[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { path } = first;
    return [
      {
        to: path.to,
        what: whatOf(path),
        where: endpoint(path.address, path.port),
        met: metAt(path),
        tone: path.trouble === null ? "good" : "warn",
        from: group.map(({ from }) => from),
      },
    ];
  });
  const ends = nodes.map(({ name }) => name);
  return shown.sort(
    (a, b) =>
      Number(a.tone === "good") - Number(b.tone === "good") || ends.indexOf(a.to) - ends.indexOf(b.to),
  );
}

function whatOf({ kind, section }: Path): string {
  const database = section.replace(/^Postgres-/, "");
  return { agent: `agent of ${database}`, postgresql: `PostgreSQL ${database}`, jarvis: "Jarvis" }[kind];
}
