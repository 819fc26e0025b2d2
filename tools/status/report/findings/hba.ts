import type { Database, Finding, Node, Path } from "../../schema.ts";
import { finding, names } from "./finding.ts";

/** A login that pg_hba.conf refuses: no line matches, or the one that matches requires something other than a password. */
export function isHba({ kind, trouble }: Path): boolean {
  const refused = /pg_hba\.conf|SCRAM|^(?!password).*authentication failed/i;
  return kind === "postgresql" && refused.test(trouble ?? "");
}

/** What to do about a refused login where the file no longer has the lines of n2acd-ha. */
export function hbaTodo(path: Path, findings: readonly Finding[]): string | undefined {
  if (!isHba(path)) return undefined;
  return findings.find((found) => isGone(found, path))?.todo ?? undefined;
}

/** Whether this finding explains why the path is cut. */
export function isGone({ kind, nodes, database }: Finding, { to, section }: Path): boolean {
  return kind === gone && nodes.includes(to) && section === `Postgres-${database ?? ""}`;
}

const gone = "hba-lines-gone";
const restore =
  "make drift REPAIR=1, then pulumi up, puts them back; if a program writes that file, they belong into its configuration: with Patroni under postgresql.pg_hba, as docs/patroni.md shows";

/** Findings where another writer of pg_hba.conf has left out the lines of n2acd-ha, and has no working lines for the role in their place. */
export function hbaFindings({ name, instances }: Database, nodes: readonly Node[]): Finding[] {
  return instances.flatMap(({ node, hba }) => {
    if (hba === null || hba.block) return [];
    const refused = nodes.filter(({ paths }) =>
      paths.some((path) => path.section === `Postgres-${name}` && path.to === node && isHba(path)),
    );
    if (hba.lines && hba.loaded && refused.length === 0) return [];
    const who = hba.owner === null ? "something has written it anew" : `${hba.owner} writes it anew`;
    const now =
      refused.length > 0
        ? `, and ${names(refused.map((each) => each.name))} cannot log in there`
        : hba.loaded
          ? ""
          : ", which PostgreSQL notices when it reads it next";
    return [
      finding(
        refused.length > 0 || !hba.loaded ? "degraded" : "note",
        gone,
        [node],
        `${name}: ${hba.file} of ${node} no longer has the lines of n2acd-ha: ${who}${now}`,
        { database: name, todo: hba.owner === null ? restore : inConfiguration(hba.owner) },
      ),
    ];
  });
}

function inConfiguration(owner: string): string {
  return owner === "Patroni"
    ? `Put them into ${owner}'s own configuration, under postgresql.pg_hba: docs/patroni.md, Who owns pg_hba.conf`
    : `Put them into what ${owner} writes there: docs/patroni.md, Who owns pg_hba.conf, shows which`;
}
