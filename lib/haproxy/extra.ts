import type { Section } from "./text.ts";

/**
 * An operator's own lines, by the heading of the section that they are added to, such as `listen Postgres-ACD`. Under `sections` are whole
 * sections: their headings, each followed by its lines.
 */
export type Extra = Readonly<Record<string, readonly string[]>>;

const mark = "# From n2acd-ha:extraConfig.";
/** HAProxy warns about rules that come after one of these and are evaluated before it. */
const decides = /^(#ipv6 )?(tcp-request|use_backend|default_backend|use-server) /;
/** The words that begin a section, in any version, as in assets/scripts/files/haproxy-sections.awk. */
const sectionWord =
  /^(acme|backend|cache|crt-store|defaults|fcgi-app|frontend|global|healthcheck|http-errors|listen|log-forward|log-profile|mailers|namespace_list|peers|program|resolvers|ring|traces|userlist)( |$)/;

/** True for a line that HAProxy reads as the beginning of a section. */
export function beginsSection(line: string): boolean {
  return sectionWord.test(line.trim());
}

/** The sections with the operator's lines added, at the end or before the first rule that decides. */
export function extended(sections: readonly Section[], extra: Extra = {}): Section[] {
  return [
    ...sections.map((section) => ({ ...section, lines: withOwn(section.lines, extra[section.heading]) })),
    ...ownSections(extra["sections"] ?? []),
  ];
}

function withOwn(lines: readonly string[], own: readonly string[] = []): readonly string[] {
  if (own.length === 0) return lines;
  let at = lines.findIndex((line) => decides.test(line));
  if (at < 0) at = lines.length;
  while (lines[at - 1]?.startsWith("#")) at -= 1;
  return [...lines.slice(0, at), mark, ...own.map((line) => line.trim()), ...lines.slice(at)];
}

function ownSections(lines: readonly string[]): Section[] {
  const sections: { heading: string; comment: string; lines: string[] }[] = [];
  for (const line of lines.map((each) => each.trim())) {
    if (beginsSection(line)) sections.push({ heading: line, comment: mark.slice(2), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}
