import type { Finding, Node } from "../../schema.ts";
import { finding, names } from "./finding.ts";

/** What is wrong between the front ends and the SMS nodes, and between users and the front ends. */
export function frontFindings(nodes: readonly Node[]): Finding[] {
  const fronts = nodes.filter(({ kind, haproxy }) => kind === "fe" && haproxy !== null);
  const failing = (what: "jarvis" | "apache"): string[] =>
    fronts
      .filter(({ requests }) => requests.some((each) => each.what === what && !each.passes))
      .map(({ name }) => name);
  const [jarvis, apache] = [failing("jarvis"), failing("apache")];
  return [
    ...(jarvis.length === 0
      ? []
      : [
          finding(
            "critical",
            "jarvis-fails",
            jarvis,
            `${names(jarvis)}: requests for Jarvis fail${codes(fronts, "jarvis")}`,
            {
              todo: "See which SMS nodes that HAProxy has up, and their Apache's error log",
            },
          ),
        ]),
    ...(apache.length === 0
      ? []
      : [
          finding(
            "critical",
            "apache-fails",
            apache,
            `${names(apache)}: Apache does not answer${codes(fronts, "apache")}`,
            {
              todo: "There: systemctl status apache2 or httpd",
            },
          ),
        ]),
    ...unused(fronts),
  ];
}

function codes(fronts: readonly Node[], what: string): string {
  const all = fronts.flatMap(({ requests }) =>
    requests.filter((each) => each.what === what && !each.passes).map(({ code }) => code ?? "no answer"),
  );
  return ` (${[...new Set(all)].join(", ")})`;
}

/** SMS nodes to which front ends should send requests, and cannot. */
function unused(fronts: readonly Node[]): Finding[] {
  const down = fronts.flatMap(({ name, haproxy }) =>
    (haproxy?.servers ?? [])
      .filter(({ section, state }) => section === "jarvis" && state === "down")
      .map(({ server, why }) => ({ server, why, front: name })),
  );
  return [...Map.groupBy(down, ({ server }) => server)].map(([server, all]) => {
    const who = names(all.map(({ front }) => front));
    const why = [...new Set(all.map((each) => each.why))].join("; ");
    return finding(
      "degraded",
      "jarvis-server-down",
      [server],
      `${who} ${all.length === 1 ? "sends" : "send"} nothing to ${server}: ${why}`,
      { todo: `See whether Apache of ${server} answers (docs/on-call.md, Front ends answer errors)` },
    );
  });
}
