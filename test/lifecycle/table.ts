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
  "haproxy-secrets",
  "haproxy",
  "jarvis",
] as const;
export const feSteps = ["ready", "packages", "firewall", "haproxy-secrets", "web"] as const;
export type Step = (typeof smsSteps)[number] | (typeof feSteps)[number];
export type Kind = "sms" | "fe";
/** A first `up` that sets the cluster up, or a change of one that serves. */
export type Mode = "first" | "change";

/** In the table's order. */
export const faults = {
  "connection cut": "the SSH connection ends in the middle of the step",
  "host restarted": "the power is cut in the middle of the step, and comes back",
  "runner killed": "SIGKILL for Pulumi and its plugins in the middle of the step",
  "package lock held": "another program holds the package manager's lock",
  "disk full": "no byte is left in `/etc` and `/var/lib/n2acd-ha`",
  "read-only": "`/etc` and `/var/lib/n2acd-ha` are mounted read-only",
  "wrong sudo": "the login user may not run the step without a password",
  "HAProxy refuses": "a part in `conf.d` that HAProxy does not understand",
  "port taken": "another program has the port that the step needs",
  "PostgreSQL down": "the PostgreSQL of the SMS node that changes is stopped",
} as const;
export type Fault = keyof typeof faults;
export const faultNames = Object.keys(faults) as Fault[];

/** The steps that a fault stops, where it does not stop every one or none. */
const stops: Partial<Record<Fault, Readonly<Record<Mode, readonly Step[]>>>> = {
  "package lock held": { first: ["packages"], change: ["packages"] },
  "HAProxy refuses": { first: ["haproxy", "web"], change: ["haproxy-secrets", "haproxy", "web"] },
  "port taken": { first: ["agent", "haproxy", "web"], change: ["haproxy", "web"] },
  "PostgreSQL down": { first: ["ready", "database"], change: ["ready", "database"] },
};

/** Where a host that restarts comes up with the new one already: it is on disk by then. */
const onDisk: Readonly<Record<Mode, readonly Step[]>> = {
  first: ["agent", "jarvis", "web"],
  change: ["agent", "haproxy-secrets", "haproxy", "jarvis", "web"],
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
      return kind === "sms" && (stops[fault]?.[mode].includes(step) ?? false) ? "before" : "through";
    default:
      return stops[fault]?.[mode].includes(step) ? "before" : "through";
  }
}

const rows = [
  ...smsSteps.map((step) => ["sms", step] as const),
  ...feSteps.map((step) => ["fe", step] as const),
];

/** docs/faults.md. */
export function faultsDocument(): string {
  const cell = (mode: Mode, kind: Kind, step: Step) => (fault: Fault) => expected(mode, kind, step, fault);
  const both = (kind: Kind, step: Step, fault: Fault): string => {
    const [first, change] = [cell("first", kind, step)(fault), cell("change", kind, step)(fault)];
    return first === change ? change : `${first}; change: ${change}`;
  };
  return [
    "# Faults during `up`",
    "",
    "Each fault is made at each step of both kinds of node, on a first `up` and on a change of a cluster that serves.",
    "`make test-lifecycle` does it on real hosts and proves every cell; this page is made from the same table",
    "(`test/lifecycle/table.ts`).",
    "",
    "- **before**: `up` fails and says why; the node runs exactly what it ran before the step.",
    "- **after**: `up` fails or was killed, and the node runs exactly what the step was to bring.",
    "- **through**: the fault does not concern the step; `up` succeeds.",
    "",
    "Nothing in between is left in any cell. The other nodes serve all the time: no connection through the 15432 of the other SMS",
    "node fails, and no request to the other front end. Once the fault is mended the next `up` succeeds, a further one finds",
    "nothing to do, and `make drift` finds no drift. Where a cell holds two words, the first is for a first `up`.",
    "",
    ...tableLines([
      ["node", "step", ...faultNames],
      ...rows.map(([kind, step]) => [
        kind.toUpperCase(),
        `\`${step}\``,
        ...faultNames.map((fault) => both(kind, step, fault)),
      ]),
    ]),
    "",
    "| fault | how it is made |",
    "| --- | --- |",
    ...faultNames.map((fault) => `| ${fault} | ${faults[fault]} |`),
    "",
    "A runner that was killed leaves the stack locked: `pulumi cancel`, then `pulumi up`. The step that it had begun goes on to",
    "its end on the host, and the next `up` waits for it ([runbook](operations.md#when-up-was-interrupted)).",
    "",
  ].join("\n");
}
