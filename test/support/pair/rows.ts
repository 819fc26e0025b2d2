import type { Node, Pair } from "./pair.ts";
import { rowsTable } from "./writer.ts";

/** The table that the writers write to. */
export async function createRows(pair: Pair, primary: Node): Promise<void> {
  await sql(pair, primary, `${rowsTable}; GRANT ALL ON bench_rows TO jarvis`);
}

/** The ids of the rows that a PostgreSQL has. */
export async function rowsOf(pair: Pair, node: Node): Promise<Set<number>> {
  const text = await sql(pair, node, "SELECT id FROM bench_rows");
  return new Set(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map(Number),
  );
}

function sql(pair: Pair, node: Node, text: string): Promise<string> {
  return pair.on(node).run("runuser -u postgres -- psql -qXAt -v ON_ERROR_STOP=1 acd", { input: text });
}
