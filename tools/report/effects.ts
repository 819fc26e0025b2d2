// What a step's change does to a running node: the worst first.
import { code } from "./markdown.ts";
import { type HostStep, valueOf, valuesOf } from "./steps.ts";
import { vipEffects } from "./vipEffects.ts";

/** What happens on a node, and what it means. The lower the rank, the earlier it is read. */
export interface Effect {
  readonly rank: number;
  readonly what: string;
  readonly means: string;
  /** True: the node itself is what `what` says, after "is". */
  readonly ofNode?: boolean;
}

/** The effects of one step, in general terms: they are alike on other nodes, and said once. */
export function effectsOf(step: HostStep, hardStopAfter: string): Effect[] {
  const { op, before, after } = step;
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
  if (step.step === "vip") return vipEffects(step);
  if (op === "delete") return deleted(step, hardStopAfter);
  const told = after?.words ?? [];
  const own = (words: readonly string[] = []): string =>
    words.filter((word) => !/^(version|repair|agent|host|machine)=/.test(word)).join("\n");
  const stdin = op === "create" || step.changed.includes("stdin");
  const moved = own(before?.words) !== own(told);
  switch (step.step) {
    case "database":
      if (op === "create" || !stdin) return moved ? [reloadsPostgres] : [];
      return [];
    case "agent":
      return agent(step, moved, stdin);
    case "haproxy-secrets":
      return op === "update" && stdin ? [reloads(hardStopAfter)] : [];
    case "metrics":
      return stdin ? [reloads(hardStopAfter)] : [];
    case "haproxy":
      if (op === "create") return [starts];
      return [...(stdin ? [reloads(hardStopAfter)] : []), ...drainsPrimary(step), ...offersNoMore(step)];
    case "jarvis":
      return op === "create" || moved ? [restartsJarvis(valueOf(told, "service"))] : [];
    case "tls":
    case "web":
      if (op === "create") return [takesPort(valueOf(told, "listen"), valueOf(told, "apache"))];
      return [
        ...(stdin ? [reloads(hardStopAfter)] : []),
        ...(["listen", "apache"].some((key) => valueOf(told, key) !== valueOf(before?.words ?? [], key))
          ? [takesPort(valueOf(told, "listen"), valueOf(told, "apache"))]
          : []),
      ];
    default:
      return [];
  }
}

function agent({ op, before, after }: HostStep, moved: boolean, stdin: boolean): Effect[] {
  const [was, kind] = [valueOf(before?.words ?? [], "kind"), valueOf(after?.words ?? [], "kind")];
  const version = (words: readonly string[] = []): string => valueOf(words, "version") ?? "";
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
  const restarts = kind === "n2pg-aux" ? moved || stdin : version(before?.words) !== version(after?.words);
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
  if (step === "metrics") return [reloads(hardStopAfter)];
  if (step === "tls") return [leavesPort(valueOf(before?.words ?? [], "listen"))];
  if (step === "jarvis") return [restartsJarvis(valueOf(before?.words ?? [], "service"))];
  if (step === "agent")
    return [{ rank: 3, what: "The agent is undone", means: "what answered before is back" }];
  return [];
}

function drainsPrimary({ before, after }: HostStep): Effect[] {
  const allowed = (words: readonly string[] = []): boolean => words.includes("drain_primary=yes");
  if (!allowed(after?.words) || allowed(before?.words)) return [];
  return [
    {
      rank: 1,
      what: "A drain may take the primary",
      means: "nobody can write from then until another one is promoted",
    },
  ];
}

function offersNoMore({ before, after }: HostStep): Effect[] {
  const offered = (words: readonly string[] = []): string[] => [
    ...valuesOf(words, "listen"),
    ...valuesOf(words, "readers"),
  ];
  return offered(before?.words)
    .filter((each) => !offered(after?.words).includes(each))
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

function leavesPort(port = "443"): Effect {
  return {
    rank: 3,
    what: `HAProxy leaves port ${port} to Apache`,
    means: "within milliseconds; calls of Jarvis there go to this machine's Apache again",
  };
}

function takesPort(port = "80", behind = "81"): Effect {
  return {
    rank: 3,
    what: `HAProxy takes port ${port} from Apache, which moves to ${behind}`,
    means: "within milliseconds, once both were tried",
  };
}
