/** The cells of every table row, including header and delimiter rows, without their backticks. */
export function tableRows(markdown: string): string[][] {
  return [...markdown.matchAll(/^\|(.+)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.trim().replaceAll("`", "")),
  );
}
