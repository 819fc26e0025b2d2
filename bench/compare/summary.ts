// The figures of one tool, scenario and number of hosts, and the limits that they must keep.
import { median } from "../../test/support/median.ts";
import type { Run } from "./results.ts";
import type { Scenario, ToolName } from "./tools.ts";

export interface Row {
  readonly hosts: number;
  readonly scenario: Scenario;
  readonly tool: ToolName;
}

/** The part of Ansible's median that n2acd-ha may take at most. */
const asked: Readonly<Partial<Record<Scenario, number>>> = {
  converge: 0.5,
  "no-change": 0.25,
  "one-line": 0.3,
  drift: 0.5,
};
const askedAtScale: Readonly<Partial<Record<Scenario, number>>> = { "no-change": 0.1 };

export function runsOf(runs: readonly Run[], row: Row): Run[] {
  return runs.filter(
    ({ hosts, scenario, tool }) => hosts === row.hosts && scenario === row.scenario && tool === row.tool,
  );
}

export function typical(
  runs: readonly Run[],
  row: Row,
  of: (run: Run) => number = ({ seconds }) => seconds,
): number | undefined {
  const some = runsOf(runs, row).map(of);
  return some.length === 0 ? undefined : median(some);
}

/** The median of n2acd-ha divided by the rival's; undefined where either was not measured. */
export function ratio(runs: readonly Run[], row: Omit<Row, "tool">, rival: ToolName): number | undefined {
  const [our, their] = [typical(runs, { ...row, tool: "n2acd-ha" }), typical(runs, { ...row, tool: rival })];
  return our === undefined || their === undefined ? undefined : our / their;
}

/** The highest ratio that is allowed; undefined where there is no limit. */
export function limit({ hosts, scenario }: Omit<Row, "tool">, rival: ToolName): number | undefined {
  if (hosts === 4) return rival === "ansible" ? asked[scenario] : 1;
  return rival === "ansible" ? askedAtScale[scenario] : 1;
}
