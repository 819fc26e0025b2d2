import type { Problem } from "./problems.ts";
import type { View } from "./view.ts";

/** Whether somebody can tell a standby that is fit for readers from one that is not. */
export function readers({ databases, settings: { agent } }: View): Problem[] {
  return databases.flatMap(({ name, readListenPort, readMaxLag }, i): Problem[] => {
    const at = (key: string, text: string): Problem => ({ path: `databases[${i}].${key}`, text });
    if (readListenPort === undefined)
      return readMaxLag === undefined ? [] : [at("readMaxLag", "is only for readers: give readListenPort")];
    const twin = databases.findIndex((other) => other.name === `${name ?? ""}-read`);
    return [
      ...(twin < 0 ? [] : [at("readListenPort", `its listen is called as that of databases[${twin}]`)]),
      ...(agent === "n2pg-aux" || agent === undefined
        ? [
            at(
              "readListenPort",
              'n2pg-aux does not tell a good standby from a dead one; use the agent "bundled", or a map with readPath',
            ),
          ]
        : []),
      ...(typeof agent !== "object"
        ? []
        : [
            ...(agent.readPath === undefined
              ? [{ path: "agent.readPath", text: `missing; databases[${i}].readListenPort needs it` }]
              : []),
            ...(readMaxLag === undefined ? [] : [at("readMaxLag", "belongs into agent.readPath")]),
          ]),
    ];
  });
}
