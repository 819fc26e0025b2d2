/** A Markdown table, its first row the head. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...rest] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rest.map(line)];
}
