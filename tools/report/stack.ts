// The report of one stack.
import { duration } from "../../lib/duration.ts";
import { dangersOf, warningsOf } from "./dangers.ts";
import type { Effect } from "./effect.ts";
import { effectsOf } from "./effects.ts";
import { budgetOf, failover, isSlower } from "./failover.ts";
import { files } from "./files.ts";
import { grouped, names, type OnNode } from "./grouped.ts";
import { code, count, details, fence, list, plain } from "./markdown.ts";
import { type Nodes, nodesOf } from "./nodes.ts";
import { ports } from "./ports.ts";
import { errorsOf, type Preview, urnParts } from "./preview.ts";
import { hostSteps, opOf, type HostStep } from "./steps.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { sentences } from "./words.ts";

/** A stack's report: Markdown, and whether the preview failed. */
export interface Report {
  readonly stack: string;
  readonly markdown: string;
  readonly failed: boolean;
}

export function reportOf(name: string, preview: Preview): Report {
  const errors = errorsOf(preview);
  if (errors.length > 0) return failure(name, errors.join("\n"));
  const settings = settingsOf(preview);
  const steps = hidden(hostSteps(preview), settings);
  const nodes = nodesOf(preview, steps, settings);
  const running = steps.filter(({ op }) => op !== "same");
  const others = otherResources(preview);
  const warnings = preview.diagnostics
    .filter(({ severity }) => severity === "warning")
    .map(({ message }) => message);
  if (running.length + others.length + warnings.length === 0) {
    return { stack: name, markdown: `**Stack ${code(name)}**: nothing changes.\n`, failed: false };
  }
  const budget = budgetOf(preview, settings);
  const first = preview.steps.some(
    ({ urn, op }) => urn.includes("::pulumi:pulumi:Stack::") && op === "create",
  );
  const passwords = newPasswords(preview);
  const told = [
    ...section("Ports", ports(running, nodes)),
    ...section("Packages, users, services", sentences(running, nodes, passwords, settings.secretKeys)),
  ];
  const lines = [
    `## Stack ${code(name)}: ${headline(nodes, first)}`,
    "",
    ...bullets([
      ...warningsOf(running, settings, budget !== undefined && isSlower(budget)),
      ...effects(running, nodes, settings),
    ]),
    ...section("Pulumi warns", warnings.length === 0 ? [] : fence("", warnings.join("\n").trim())),
    ...section("Failover", failover(budget)),
    ...section("Files", [...secretKeysSentence(settings), ...files(steps, nodes)]),
    ...(first ? [...details("Ports, packages, users, services", told), ""] : told),
    ...section("Other resources", others),
    ...section(
      "Steps that may run again, and change nothing where all is as configured",
      again(running, nodes, passwords),
    ),
  ];
  return {
    stack: name,
    markdown: `${lines
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim()}\n`,
    failed: false,
  };
}

/** The report of a preview that failed. */
export function failure(name: string, message: string): Report {
  const told = message.replaceAll(/^error: /gm, "").trim();
  return {
    stack: name,
    markdown: [
      `## Stack ${code(name)}: the preview failed`,
      "",
      "Nothing can be applied before this is mended:",
      "",
      ...fence("", told),
      "",
    ].join("\n"),
    failed: true,
  };
}

function headline({ added, removed, changed, sorted }: Nodes, first: boolean): string {
  if (first) return `first up, on ${count(added.length, "node")}`;
  const parts = [
    ...(changed.length > 0
      ? [`${count(changed.length, "node")} change${changed.length === 1 ? "s" : ""}`]
      : []),
    ...(added.length > 0 ? [`${names(sorted(added))} ${added.length === 1 ? "is" : "are"} added`] : []),
    ...(removed.length > 0
      ? [`${names(sorted(removed))} ${removed.length === 1 ? "is" : "are"} removed`]
      : []),
  ];
  return parts.length === 0 ? "no node changes" : parts.join(", ");
}

function effects(steps: readonly HostStep[], nodes: Nodes, { config }: Settings): string[] {
  const hardStopAfter = duration(config?.hardStopAfter ?? 1_800_000);
  const all: OnNode<Effect>[] = [
    ...dangersOf(steps, nodes),
    ...steps
      // A node that is removed is undone as a whole.
      .filter(({ node }) => !nodes.removed.includes(node))
      .flatMap((step) => effectsOf(step, hardStopAfter).map((what) => ({ node: step.node, what })))
      // HAProxy of a new node has just started, and has no sessions that a reload could affect.
      .filter(({ node, what }) => !nodes.added.includes(node) || what.what !== "HAProxy reloads"),
  ];
  return grouped(all, nodes)
    .toSorted((a, b) => a.what.rank - b.what.rank)
    .map(({ nodes: on, what: { what, means, ofNode = false } }) =>
      ofNode
        ? `**${names(on)} ${on.length === 1 ? "is" : "are"} ${what}**: ${means}`
        : `**${what}** on ${names(on)}: ${means}`,
    );
}

function newPasswords({ steps }: Preview): ReadonlySet<string> {
  return new Set(
    steps
      .filter((step) => urnParts(step.urn).type.endsWith(":RandomPassword") && opOf(step) !== "same")
      .map(({ urn }) => urnParts(urn).name.replace(/^credentials-/, "")),
  );
}

/** Resources that are neither steps on a host, nor passwords, nor made only to hold these. */
function otherResources({ steps }: Preview): string[] {
  const others = steps.filter((step) => {
    const { type } = urnParts(step.urn);
    const known =
      /^pulumi:(pulumi:Stack|providers)|^n2acd-ha:index:\w+$|random:index\/random(Password|Id):/.test(type);
    return opOf(step) !== "same" && !known && !/command:remote:Command$/.test(type);
  });
  return others.map((step) => {
    const { type, name } = urnParts(step.urn);
    return `- ${opOf(step)} ${code(type.split("$").at(-1) ?? "")} ${code(name)}`;
  });
}

/** Steps that run, but have no effect, port or sentence in the report. */
function again(steps: readonly HostStep[], nodes: Nodes, passwords: ReadonlySet<string>): string[] {
  const quiet = steps.filter(
    (step) =>
      step.op === "update" &&
      effectsOf(step, "").length === 0 &&
      ports([step], nodes).length === 0 &&
      sentences([step], nodes, passwords, []).length === 0,
  );
  return grouped(
    grouped(
      quiet.map(({ node, step }) => ({ node, what: step })),
      nodes,
    ).flatMap(({ nodes: on, what }) => on.map((node) => ({ node, what }))),
    nodes,
  ).map(({ nodes: on, what }) => `- ${code(what)} on ${names(on)}`);
}

function hidden(steps: readonly HostStep[], { secretKeys }: Settings): HostStep[] {
  return secretKeys.some((key) => key !== "jarvis")
    ? steps.map((step) => ({ ...step, before: without(step.before), after: without(step.after) }))
    : [...steps];
}

function without(told: HostStep["after"]): HostStep["after"] {
  return told === undefined ? undefined : { ...told, file: undefined };
}

function secretKeysSentence({ secretKeys }: Settings): string[] {
  const keys = secretKeys.filter((key) => key !== "jarvis");
  return keys.length === 0
    ? []
    : [
        `Not shown, because ${list(keys.map(plain))} in the stack file ${keys.length === 1 ? "is" : "are"} secret.`,
      ];
}

function section(title: string, body: readonly string[]): string[] {
  return body.length === 0 ? [] : ["", `### ${title}`, "", ...body, ""];
}

function bullets(lines: readonly string[]): string[] {
  return lines.map((line) => `- ${line}`);
}
