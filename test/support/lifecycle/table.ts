// What has to come of each fault at each step: the table that test-lifecycle proves and docs/faults.md shows.
import { tableLines } from "./markdown.ts";

/**
 * What the touched node runs after the faulty `up`: what it ran `before`, or what `up` wanted, though `up` itself failed
 * (`after`). `through`: the fault does not concern the step, and `up` succeeds.
 */
export type Outcome = "before" | "after" | "through";

export const smsSteps = [
  "ready",
  "packages",
  "database",
  "firewall",
  "agent",
  "guard",
  "haproxy-secrets",
  "haproxy",
  "jarvis",
] as const;
export const feSteps = ["ready", "packages", "firewall", "haproxy-secrets", "web", "tls", "vip"] as const;
export type Step = (typeof smsSteps)[number] | (typeof feSteps)[number];
export type Kind = "sms" | "fe";
/** A first `up` that sets the cluster up, or a change of one that serves. */
export type Mode = "first" | "change";

/** In the table's order. */
export const faults = {
  "connection cut": "the SSH connection ends in the middle of the step",
  "host restarted": "the power fails in the middle of the step, and comes back",
  "runner killed": "SIGKILL for Pulumi and its plugins in the middle of the step",
  "package lock held": "another program holds the package manager's lock",
  "disk full": "no space is left in `/etc` and `/var/lib/n2acd-ha`",
  "read-only": "`/etc` and `/var/lib/n2acd-ha` are mounted read-only",
  "wrong sudo": "sudo asks the login user for a password",
  "HAProxy refuses": "`conf.d` has a file that HAProxy does not accept",
  "port taken": "another program listens on the port that the step needs",
  "PostgreSQL down": "the PostgreSQL of the SMS node that changes is stopped",
} as const;
export type Fault = keyof typeof faults;
export const faultNames = Object.keys(faults) as Fault[];

/** @param wanted parts of the names of faults, with commas between them: those only, in that order. */
export function chosenFaults(wanted = ""): readonly Fault[] {
  return [...new Set(wanted.split(",").flatMap((part) => faultNames.filter((name) => name.includes(part))))];
}

/** The steps that a fault stops, where it does not stop every one or none. */
const stops: Partial<Record<Fault, Readonly<Record<Mode, readonly Step[]>>>> = {
  "package lock held": { first: ["packages"], change: ["packages"] },
  "HAProxy refuses": {
    first: ["haproxy", "web", "tls"],
    change: ["haproxy-secrets", "haproxy", "web", "tls"],
  },
  "port taken": {
    first: ["ready", "agent", "guard", "haproxy", "web", "tls"],
    change: ["ready", "haproxy", "web", "tls"],
  },
  "PostgreSQL down": { first: ["ready", "database"], change: ["ready", "database"] },
};

/** Where a host that restarts comes up with the new one already: it is on disk by then. */
const onDisk: Readonly<Record<Mode, readonly Step[]>> = {
  first: ["ready", "agent", "guard", "jarvis", "web", "tls", "vip"],
  change: ["agent", "guard", "haproxy-secrets", "haproxy", "jarvis", "web", "tls", "vip"],
};

export function expected(mode: Mode, kind: Kind, step: Step, fault: Fault): Outcome {
  switch (fault) {
    case "connection cut":
    case "runner killed":
      return "after";
    case "host restarted":
      return onDisk[mode].includes(step) ? "after" : "before";
    case "disk full":
    case "read-only":
    case "wrong sudo":
      return "before";
    case "PostgreSQL down":
      if (kind === "fe" || !(stops[fault]?.[mode].includes(step) ?? false)) return "through";
      // It is the toolkit that finds out.
      return mode === "first" && step === "ready" ? "after" : "before";
    case "port taken":
      if (step === "ready") return mode === "first" ? "after" : "before";
      return stops[fault]?.[mode].includes(step) ? "before" : "through";
    default:
      return stops[fault]?.[mode].includes(step) ? "before" : "through";
  }
}

/** How seen.json calls a cell. */
export function cellKey(mode: Mode, kind: Kind, step: Step, fault: Fault): string {
  return [mode, kind, step, fault].join(" / ");
}

const rows = [
  ...smsSteps.map((step) => ["sms", step] as const),
  ...feSteps.map((step) => ["fe", step] as const),
];

/**
 * docs/faults.md.
 *
 * @param seen the cells that a run has proven, by {@link cellKey}.
 */
export function faultsDocument(seen: readonly string[]): string {
  const cell = (mode: Mode, kind: Kind, step: Step, fault: Fault): string => {
    const outcome = expected(mode, kind, step, fault);
    return seen.includes(cellKey(mode, kind, step, fault)) ? `**${outcome}**` : outcome;
  };
  const grid = (mode: Mode): string[] =>
    tableLines([
      ["node", "step", ...faultNames],
      ...rows.map(([kind, step]) => [
        kind.toUpperCase(),
        `\`${step}\``,
        ...faultNames.map((fault) => cell(mode, kind, step, fault)),
      ]),
    ]);
  return [
    "# Faults during `up`",
    "",
    "This page says what happens when something fails during `up`, for each fault, step and kind of node. `make test-lifecycle` causes these",
    "faults on dev hosts, and this page is made from the same table (`test/support/lifecycle/table.ts`). Results in **bold** were seen in a run. The",
    "others are expected, and no run has tried them yet.",
    "",
    "- **before**: `up` fails and says why. The node runs exactly what it ran before the step.",
    "- **after**: `up` fails or is killed. The node runs exactly what it would run after a successful step.",
    "- **through**: the fault does not concern the step, and `up` succeeds.",
    "",
    "A result counts as seen if all of this is true:",
    "",
    "- The node is in one of the two states, and in none between them.",
    "- The other nodes serve all the time: no connection through port 15432 of the other SMS node fails, and no request to the other front end.",
    "- Once the fault is repaired, the next `up` completes the step. On a change, this is the `up` that fails at the step after it.",
    "- After the last step, a further `up` finds nothing to do, and `make drift` finds no drift.",
    "",
    "A front end sends its requests for Jarvis to both SMS nodes. While the power of one of them is cut, or its Jarvis restarts, these requests are",
    "not counted: those that go to that node fail until the front end's check notices, with or without an `up`.",
    "",
    "The tables lack the last step, `retire`, the steps that only some stacks have, `metrics` and `status`, and `vip` of SMS nodes.",
    "",
    "## On a first `up`",
    "",
    ...grid("first"),
    "",
    "## On a change of a cluster that serves",
    "",
    ...grid("change"),
    "",
    "## The faults",
    "",
    "| fault | how it is made |",
    "| --- | --- |",
    ...faultNames.map((fault) => `| ${fault} | ${faults[fault]} |`),
    "",
    "A killed runner leaves the stack locked: run `pulumi cancel`, then `pulumi up`. The step that it had begun runs to its end on the",
    "host, and the next `up` waits for that ([runbook](operations/changing.md#when-up-was-interrupted)).",
    "",
  ].join("\n");
}
