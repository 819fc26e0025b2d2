// What happens to the primary; its standby is promoted as early as anybody could.
import { cut, kill, stopAgent, stopPostgres } from "../pair/faults.ts";

export const rows = ["killed", "hangs", "agent", "both", "vanishes", "two", "returns"] as const;
export type Row = (typeof rows)[number];

interface Course {
  readonly title: string;
  /** Shell text for the primary's host. */
  readonly strike: string;
  /** Through which nodes clients can get to the new primary. `returned`: the old one's, once it is back. */
  readonly through: "both" | "survivor" | "returned";
  /** Seconds after which a rival that has not served will not: longer than its bound, if it has one. */
  readonly patience: number;
}

export const courses: Readonly<Record<Row, Course>> = {
  killed: { title: "PostgreSQL is killed", strike: kill, through: "both", patience: 10 },
  hangs: { title: "PostgreSQL hangs", strike: stopPostgres, through: "both", patience: 25 },
  agent: { title: "its agent hangs", strike: stopAgent, through: "both", patience: 25 },
  both: {
    title: "PostgreSQL and agent hang",
    strike: `${stopPostgres}; ${stopAgent}`,
    through: "both",
    patience: 25,
  },
  vanishes: {
    title: "the host vanishes",
    strike: cut("input", "output"),
    through: "survivor",
    patience: 25,
  },
  two: { title: "two primaries", strike: "true", through: "both", patience: 10 },
  returns: {
    title: "the old primary returns",
    strike: cut("input", "output"),
    through: "returned",
    patience: 10,
  },
};
