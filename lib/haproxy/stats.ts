/** A server as one HAProxy sees it, or, as `BACKEND`, all servers of a section: a line of `show stat`. */
export interface ServerRow {
  /** The listen or backend it belongs to. */
  readonly proxy: string;
  readonly server: string;
  /** Such as `UP`, `DOWN`, `UP 1/3`, `MAINT`. */
  readonly status: string;
  /** What the last health check found, such as `L7OK/200`; empty before the first. */
  readonly check: string;
  /** The text of that check, such as `standby`: that of HTTP's status line where the check has one. */
  readonly said: string;
  /** Sessions open now, and how many there may be; undefined without a limit. */
  readonly sessions: number;
  readonly limit: number | undefined;
  /** Clients that wait for a session, and clients that got none, since the worker has started. */
  readonly waiting: number;
  readonly refused: number;
  /** Seconds since it went up or down. */
  readonly changed: number | undefined;
}

/** The servers in HAProxy's statistics, given as CSV (`show stat`, or the stats page with `;csv`). */
export function parseStats(csv: string): ServerRow[] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const columns = head.replace(/^# /, "").split(",");
  return lines
    .map((line) => {
      const values = cells(line);
      return (column: string): string => values[columns.indexOf(column)] ?? "";
    })
    .filter((cell) => cell("svname") !== "FRONTEND")
    .map((cell) => ({
      proxy: cell("pxname"),
      server: cell("svname"),
      status: cell("status"),
      // A star marks a check that is in progress.
      check: [cell("check_status").replace(/^\* /, ""), cell("check_code")].filter(Boolean).join("/"),
      said: cell("last_chk"),
      sessions: count(cell("scur")) ?? 0,
      limit: count(cell("slim")),
      waiting: count(cell("qcur")) ?? 0,
      refused: count(cell("econ")) ?? 0,
      changed: count(cell("lastchg")),
    }));
}

function count(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The cells of one CSV line. Cells with text from other programs are in double quotes, with their double quotes doubled. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
