/** The cells of every table row, heads and rules included, without their backticks. */
export function tableRows(markdown: string): string[][] {
  return [...markdown.matchAll(/^\|(.+)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** Of those rows the ones that describe a key of the configuration, such as `stats.port` or `smsNodes[].name`. */
export function keyRows(rows: readonly string[][]): string[][] {
  return rows.filter(
    ([key = ""]) => /^[a-z]\w*(\[\])?(\.\w+)*$/.test(key) && !["key", "event"].includes(key),
  );
}
