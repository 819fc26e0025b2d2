/** A server as one HAProxy sees it: a line of `show stat`. */
export interface ServerRow {
  /** The listen or backend it belongs to. */
  readonly proxy: string;
  readonly server: string;
  /** Such as `UP`, `DOWN`, `UP 1/3`, `MAINT`. */
  readonly status: string;
  /** What the last health check found, such as `L7OK/200`. */
  readonly check: string;
  /** Sessions open now. */
  readonly sessions: number;
}

/** The servers in HAProxy's statistics, given as CSV (`show stat`, or the stats page with `;csv`). */
export function parseStats(csv: string): ServerRow[] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const columns = head.replace(/^# /, "").split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    return (column: string): string => cells[columns.indexOf(column)] ?? "";
  });
  return rows
    .filter((cell) => !["FRONTEND", "BACKEND"].includes(cell("svname")))
    .map((cell) => ({
      proxy: cell("pxname"),
      server: cell("svname"),
      status: cell("status"),
      check: [cell("check_status"), cell("check_code")].filter((part) => part !== "").join("/"),
      sessions: Number(cell("scur")),
    }));
}
