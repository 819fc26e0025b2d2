import { beginsSection } from "../lib/haproxy/extra.ts";
import { feHeadings, smsHeadings } from "../lib/haproxy/headings.ts";
import type { Problem } from "./problems.ts";
import { pathText } from "./problems.ts";
import type { View } from "./view.ts";

/** Checks that an operator's own lines are for a section that exists, and do not begin another one. */
export function extraConfig({ databases, settings }: View): Problem[] {
  const named = databases.flatMap(({ name, readListenPort }) =>
    name === undefined
      ? []
      : [
          {
            name,
            readers: readListenPort === undefined ? undefined : { listenPort: readListenPort, checkPath: "" },
          },
        ],
  );
  const { splitBrain = "keep", extraConfig: given } = settings;
  return [
    ...kind("sms", given?.sms ?? {}, smsHeadings({ databases: named, splitBrain })),
    ...kind("fe", given?.fe ?? {}, feHeadings),
  ];
}

function kind(which: string, given: Readonly<Record<string, readonly string[]>>, known: readonly string[]) {
  return Object.entries(given).flatMap(([heading, lines]): Problem[] => {
    const path = ["extraConfig", which, heading];
    if (heading === "sections") return sections(path, lines, known);
    if (!known.includes(heading))
      return [
        { path: pathText(path), text: `no such section; known are ${[...known, "sections"].join(", ")}` },
      ];
    return lines.flatMap((line, i) =>
      beginsSection(line)
        ? [{ path: pathText([...path, i]), text: "begins a section; put it under sections" }]
        : fault([...path, i], line),
    );
  });
}

/** Kinds of section that hold no secret and change nothing in the sections of this project. */
const ownKinds = /^(listen|frontend|backend|resolvers|mailers|cache|http-errors) +[A-Za-z0-9_.:-]+$/;

function sections(path: readonly string[], lines: readonly string[], known: readonly string[]): Problem[] {
  const taken = new Set(known.map(nameOf));
  return lines.flatMap((line, i): Problem[] => {
    const at = pathText([...path, i]);
    const text = line.trim();
    if (!beginsSection(text)) {
      return i === 0
        ? [{ path: at, text: "has to begin a section, such as backend mine" }]
        : fault([...path, i], line);
    }
    if (!ownKinds.test(text))
      return [
        {
          path: at,
          text: "is not listen, frontend, backend, resolvers, mailers, cache or http-errors and a name",
        },
      ];
    if (taken.has(nameOf(text))) return [{ path: at, text: `there is a section ${nameOf(text)} already` }];
    taken.add(nameOf(text));
    return [];
  });
}

function nameOf(heading: string): string {
  return heading.trim().split(/ +/)[1] ?? heading;
}

/** Refuses lines that HAProxy would not read as they look, and lines that a review must not show. */
function fault(path: readonly (string | number)[], line: string): Problem[] {
  const text = line.trim();
  const wrong = (what: string): Problem[] => [{ path: pathText(path), text: what }];
  if (/\b(insecure-password|password|passwd)\b|\bstats\s+auth\b/i.test(text))
    return wrong(
      "may hold a password, which reviews would show; put it into a file of your own in /etc/haproxy/conf.d/",
    );
  if (text.startsWith("#")) return [];
  if (!/^[a-z0-9][a-z0-9._-]*( |$)/.test(text)) return wrong("has to begin with a directive of HAProxy's");
  if (text.endsWith("\\")) return wrong("ends in a backslash; a directive is one line");
  return [];
}
