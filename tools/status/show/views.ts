import type { Server, Status } from "../schema.ts";
import { type Tone, toneOfServer } from "./tones.ts";

/** What HAProxies report of one server; HAProxies that report the same are combined. */
export interface View extends Pick<Server, "section" | "server" | "state" | "why"> {
  readonly proxies: readonly string[];
  readonly tone: Tone;
  /** The sum of all of these HAProxies. */
  readonly sessions: number;
  /** Seconds since the last of them changed the state of the server. */
  readonly changed: number | null;
}

/** In the order of the sections, and within them of the servers. */
export function viewsOf(status: Status): View[] {
  const all = status.nodes.flatMap(({ name, haproxy }) =>
    (haproxy?.servers ?? []).map((server) => ({
      proxy: name,
      ...server,
      tone: toneOfServer(server, status),
    })),
  );
  const groups = Map.groupBy(all, ({ section, server, state, why }) =>
    JSON.stringify([section, server, state, why]),
  );
  const views = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const changed = group.flatMap((each) => each.changed ?? []);
    return [
      {
        ...first,
        proxies: group.map(({ proxy }) => proxy),
        sessions: group.reduce((sum, each) => sum + each.sessions, 0),
        changed: changed.length === 0 ? null : Math.min(...changed),
      },
    ];
  });
  const sections = [...new Set(views.map(({ section }) => section))];
  const servers = [...new Set(views.map(({ server }) => server))];
  return views.sort(
    (a, b) =>
      sections.indexOf(a.section) - sections.indexOf(b.section) ||
      servers.indexOf(a.server) - servers.indexOf(b.server),
  );
}
