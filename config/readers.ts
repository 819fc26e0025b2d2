import type { Problem } from "./problems.ts";
import type { View } from "./view.ts";

/** Checks that readers have an agent that can distinguish a standby that is fit for them from one that is not. */
export function readers({ databases, settings: { agent } }: View): Problem[] {
  const foreign = typeof agent === "object" ? agent : undefined;
  return databases.flatMap(({ name, readListenPort, readMaxLag }, i): Problem[] => {
    const path = `databases[${i}]`;
    if (readListenPort === undefined)
      return readMaxLag === undefined
        ? []
        : [{ path: `${path}.readMaxLag`, text: "is only for readers: give readListenPort" }];
    const twin = databases.findIndex((other) => other.name === `${name ?? ""}-read`);
    const rules: readonly (readonly [broken: boolean, path: string, text: string])[] = [
      [
        twin >= 0,
        `${path}.readListenPort`,
        `its listen section would have the same name as that of databases[${twin}]`,
      ],
      [
        agent === "n2pg-aux" || agent === undefined,
        `${path}.readListenPort`,
        'n2pg-aux does not tell a good standby from a dead one; use the agent "bundled", or a map with readPath',
      ],
      [
        foreign !== undefined && foreign.readPath === undefined,
        "agent.readPath",
        `missing; ${path}.readListenPort needs it`,
      ],
      [
        foreign !== undefined && readMaxLag !== undefined,
        `${path}.readMaxLag`,
        "belongs into agent.readPath",
      ],
    ];
    return rules.filter(([broken]) => broken).map(([, at, text]) => ({ path: at, text }));
  });
}
