import { structuredPatch } from "diff";
import { stepNamed } from "../../steps/all.ts";
import { grouped, names, type OnNode } from "./grouped.ts";
import { code, count, details, fence, htmlCode, list } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";
import type { HostStep } from "./steps.ts";

interface Rendered {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** A unified diff of each rendered file; a diff that is the same on several nodes is shown once. */
export function files(steps: readonly HostStep[], nodes: Nodes): string[] {
  const rendered = steps.flatMap(({ node, step, before, after, op }): OnNode<Rendered>[] => {
    if (after?.file === undefined || op === "same" || before?.file === after.file) return [];
    return [
      {
        node,
        what: { path: fileOf(step), before: before?.file, after: after.file },
      },
    ];
  });
  return grouped(rendered, nodes).flatMap(({ nodes: on, what }) => {
    if (what.before !== undefined) {
      return [`${code(what.path)} on ${names(on)}`, "", ...fence("diff", diff(what.before, what.after)), ""];
    }
    const like = steps.find(
      ({ node, op, after }) => op !== "create" && after?.file === what.after && !on.includes(node),
    );
    if (like !== undefined) {
      return [`${code(what.path)} on ${names(on)}: new, the same as on ${names([like.node])}`, ""];
    }
    const lines = what.after.trimEnd().split("\n").length;
    const summary = `${htmlCode(what.path)} on ${list(on.map(htmlCode))}: new, ${count(lines, "line")}`;
    return [...details(summary, fence("haproxy", what.after)), ""];
  });
}

function fileOf(step: string): string {
  const stdin = stepNamed(step)?.stdin;
  return typeof stdin === "object" ? stdin.file : `stdin of step ${step}`;
}

/** A unified diff with three lines of context, and after `@@` the section in which each change is. */
export function diff(before: string, after: string): string {
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: 3 });
  const old = before.split("\n");
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@ ${sectionAt(old, oldStart - 1)}`.trimEnd(),
      ...lines,
    ])
    .join("\n");
}

function sectionAt(lines: readonly string[], at: number): string {
  return lines.slice(0, at + 1).findLast((line) => /^[a-z]/.test(line)) ?? "";
}
