/** One thing on a host that is no longer as the stack applied it. */
export interface Finding {
  readonly node: string;
  readonly step: string;
  /** Such as `content`, `mode`, `service`, `firewall runtime`, `role`. */
  readonly kind: string;
  /** Such as the path of a file. */
  readonly thing: string;
  readonly wanted: string;
  readonly found: string;
  /** Lines of a unified diff from what was applied to what was found, without secrets. */
  readonly diff: readonly string[];
}

/** The result of checking one host. */
export interface Looked {
  readonly findings: readonly Finding[];
  /** What could not be checked, one sentence for each. */
  readonly troubles: readonly string[];
}

/** Reads what the script of `probe` prints. An answer that is not complete is a trouble. */
export function readFindings(node: string, output: string): Looked {
  const findings: (Finding & { diff: string[] })[] = [];
  const troubles: string[] = [];
  let ended = false;
  for (const line of output.split("\n")) {
    const [what, step = "", kind = "", thing = "", wanted = "", found = ""] = line.split("\t");
    if (line.startsWith("|")) findings.at(-1)?.diff.push(line.slice(1));
    else if (what === "drift") findings.push({ node, step, kind, thing, wanted, found, diff: [] });
    else if (what === "trouble") troubles.push(`${node}: step ${step} could not be looked at: ${kind}`);
    else if (what === "end") ended = true;
    else if (what === "no toolkit") {
      const thing = "/var/lib/n2acd-ha/toolkit";
      findings.push({
        node,
        step: "ready",
        kind: "file",
        thing,
        wanted: "present",
        found: "missing",
        diff: [],
      });
      ended = true;
    }
  }
  if (!ended && troubles.length === 0) troubles.push(`${node}: the look at it was cut; run it again`);
  return { findings, troubles };
}
