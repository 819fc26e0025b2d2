// What a step's change does to a running node: the worst first.
import { agent as agentStep } from "../../steps/agent.ts";
import { stepNamed } from "../../steps/all.ts";
import { keyOf, valuesOf } from "../../steps/arguments.ts";
import { database } from "../../steps/database.ts";
import type { StepDefinition } from "../../steps/definition.ts";
import { haproxy } from "../../steps/haproxy.ts";
import { haproxySecrets } from "../../steps/haproxySecrets.ts";
import { jarvis } from "../../steps/jarvis.ts";
import { metrics } from "../../steps/metrics.ts";
import { tls } from "../../steps/tls.ts";
import { vip } from "../../steps/vip.ts";
import { web } from "../../steps/web.ts";
import type { Effect } from "./effect.ts";
import { code } from "./markdown.ts";
import { type HostStep, read, type Told } from "./steps.ts";
import { vipEffects } from "./vipEffects.ts";

/** The effects of one step, in terms that are the same on other nodes, so that they can be shown once. */
export function effectsOf(step: HostStep, hardStopAfter: string): Effect[] {
  const { op, after } = step;
  if (op === "same") return [];
  if (op === "replace") {
    return [
      {
        rank: 2,
        what: `step ${step.step} is replaced`,
        means: "its new command runs before the old one's undo",
      },
    ];
  }
  if (step.step === vip.name) return vipEffects(step);
  if (op === "delete") return deleted(step, hardStopAfter);
  const stdin = op === "create" || step.changed.includes("stdin");
  const moved = changes(step);
  switch (step.step) {
    case database.name:
      return moved ? [reloadsPostgres] : [];
    case agentStep.name:
      return agent(step, moved, stdin);
    case haproxySecrets.name:
      return op === "update" && stdin ? [reloads(hardStopAfter)] : [];
    case metrics.name:
      return stdin ? [reloads(hardStopAfter)] : [];
    case haproxy.name:
      if (op === "create") return [starts];
      return [...(stdin ? [reloads(hardStopAfter)] : []), ...drainsPrimary(step), ...offersNoMore(step)];
    case jarvis.name:
      return op === "create" || moved ? [restartsJarvis(read(jarvis, after)?.service)] : [];
    case tls.name:
      return [...ownPort(step, tls), ...(op === "update" && stdin ? [reloads(hardStopAfter)] : [])];
    case web.name:
      return [...ownPort(step, web), ...(op === "update" && stdin ? [reloads(hardStopAfter)] : [])];
    default:
      return [];
  }
}

/** Whether any argument differs, other than `agent`, which only says which agent the other nodes have. */
function changes({ step, before, after }: HostStep): boolean {
  const keys = Object.keys(stepNamed(step)?.args ?? {}).map(keyOf);
  const own = (told: Told | undefined): string =>
    JSON.stringify(keys.filter((key) => key !== "agent").map((key) => valuesOf(told?.words ?? [], key)));
  return own(before) !== own(after);
}

/** HAProxy takes a port from Apache. */
function ownPort(
  { op, before, after }: HostStep,
  definition: StepDefinition<typeof tls.args> | StepDefinition<typeof web.args>,
): Effect[] {
  const ports = (told: Told | undefined) => {
    const { listen, apache } = read<Pick<typeof web.args, "listen" | "apache">>(definition, told) ?? {};
    return [listen, apache] as const;
  };
  const [was, is] = [ports(before), ports(after)];
  return op === "create" || was[0] !== is[0] || was[1] !== is[1] ? [takesPort(...is)] : [];
}

function agent({ op, before, after }: HostStep, moved: boolean, stdin: boolean): Effect[] {
  const [was, kind] = [read(agentStep, before)?.kind, read(agentStep, after)?.kind];
  if (op === "create") return [];
  if (was !== kind) {
    return [
      {
        rank: 3,
        what: `The agent ${code(was ?? "")} makes room for ${code(kind ?? "")}`,
        means:
          "one node after the other; HAProxy suspends its checks meanwhile, for 60 s at most, and a primary that dies then is noticed within 4 s",
      },
    ];
  }
  const restarts = kind === "n2pg-aux" ? moved || stdin : before?.version !== after?.version;
  if (restarts) {
    return [
      {
        rank: 5,
        what: "The agent restarts",
        means:
          "HAProxy does not ask it meanwhile: no session is cut, and a primary that dies in these seconds is noticed after them",
      },
    ];
  }
  return moved || stdin
    ? [{ rank: 7, what: "The agent reads its settings anew", means: "its port stays open" }]
    : [];
}

function deleted({ step, before }: HostStep, hardStopAfter: string): Effect[] {
  if (step === metrics.name) return [reloads(hardStopAfter)];
  if (step === tls.name) return [leavesPort(read(tls, before)?.listen)];
  if (step === jarvis.name) return [restartsJarvis(read(jarvis, before)?.service)];
  if (step === agentStep.name)
    return [{ rank: 3, what: "The agent is undone", means: "what answered before is back" }];
  return [];
}

function drainsPrimary({ before, after }: HostStep): Effect[] {
  const allowed = (told: Told | undefined): boolean => read(haproxy, told)?.drainPrimary === true;
  if (!allowed(after) || allowed(before)) return [];
  return [
    {
      rank: 1,
      what: "A drain may take the primary",
      means: "nobody can write from then until another one is promoted",
    },
  ];
}

function offersNoMore({ before, after }: HostStep): Effect[] {
  const offered = (told: Told | undefined): string[] => {
    const { listen = [], readers = [] } = read(haproxy, told) ?? {};
    return [...listen, ...readers].map(({ name, port }) => `${name}:${port}`);
  };
  return offered(before)
    .filter((each) => !offered(after).includes(each))
    .map((each) => ({
      rank: 1,
      what: `HAProxy no longer offers ${code(each)}`,
      means: "whoever connects there is refused",
    }));
}

const reloadsPostgres: Effect = {
  rank: 8,
  what: "PostgreSQL reloads",
  means: "for `pg_hba.conf`; no session notices",
};

const starts: Effect = {
  rank: 6,
  what: "HAProxy starts",
  means: "one that runs already hands over to it, and no connection is cut",
};

function reloads(hardStopAfter: string): Effect {
  return {
    rank: 7,
    what: "HAProxy reloads",
    means: `no connection is refused, and sessions that are there go on for ${hardStopAfter} at most`,
  };
}

function restartsJarvis(service = "jarvis"): Effect {
  return { rank: 4, what: `Jarvis restarts (${code(service)})`, means: "its calls there fail meanwhile" };
}

function leavesPort(port = 443): Effect {
  return {
    rank: 3,
    what: `HAProxy leaves port ${port} to Apache`,
    means: "within milliseconds; calls of Jarvis there go to this machine's Apache again",
  };
}

function takesPort(port = 80, behind = 81): Effect {
  return {
    rank: 3,
    what: `HAProxy takes port ${port} from Apache, which moves to ${behind}`,
    means: "within milliseconds, once both were tried",
  };
}
