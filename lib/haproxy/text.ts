/** One section of a configuration. The comment stands above its heading. */
export interface Section {
  /** Such as `listen stats`. */
  readonly heading: string;
  readonly comment?: string;
  readonly lines: readonly string[];
}

/** The whole file: the header's lines as comments, then the sections, with a line feed at the end, which HAProxy 2.6 requires. */
export function renderFile(header: readonly string[], sections: readonly Section[]): string {
  const blocks = sections.map(({ heading, comment, lines }) => [
    ...(comment === undefined ? [] : [`# ${comment}`]),
    heading,
    ...lines.map((line) => `    ${line}`),
  ]);
  return (
    [header.map((line) => `# ${line}`), ...blocks]
      .map((block) => block.map(oneLine).join("\n"))
      .join("\n\n") + "\n"
  );
}

/** Quotes `text` as one word of a configuration line. It may hold any printable characters. */
export function word(text: string): string {
  return /^[A-Za-z0-9_./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The last safeguard against a value that would become a directive of its own. Throws an Error. */
function oneLine(line: string): string {
  if (/[^\x20-\x7e]/.test(line)) throw new Error(`not one line of printable ASCII: ${JSON.stringify(line)}`);
  return line;
}
