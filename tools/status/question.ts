import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bracket } from "../../lib/addresses.ts";
import { quote, unquoted } from "../../lib/shell.ts";
import type { AppliedHost } from "../hosts/applied.ts";

/** What there is to ask of one host, as the stack applied it last. */
export interface Question {
  readonly node: string;
  readonly kind: "sms" | "fe";
  readonly address: string;
  /** Those of PostgreSQL on this node. */
  readonly databases: readonly {
    readonly name: string;
    readonly port: number;
    readonly agentPort?: number;
  }[];
  /** The sections of its HAProxy that a client of PostgreSQL connects to. */
  readonly listens: readonly { readonly section: string; readonly port: number }[];
  /** Services that have to run here. */
  readonly services: readonly string[];
  readonly front: { readonly port: number; readonly path: string } | undefined;
  /** The nodes that its HAProxy was told to leave out. */
  readonly drained: readonly string[];
  /** Of the HAProxy configuration that was applied. */
  readonly config: string | undefined;
}

export function questionFor({ name, login, steps }: AppliedHost): Question {
  const told = (step: string): Words => new Words(steps.find((each) => each.step === step)?.words ?? "");
  const [agent, proxy, web] = [told("agent"), told("haproxy"), told("web")];
  const applied = steps.find(({ step }) => step === "haproxy" || step === "web")?.stdin;
  const agentPorts = new Map(pairs(agent.all("check")).map(([port, agentPort]) => [port, Number(agentPort)]));
  const agentService =
    agent.one("kind") === "bundled" ? "n2acd-ha-agent" : (agent.one("service") ?? "pgsqlchk");
  return {
    node: name,
    kind: told("ready").one("role") === "fe" ? "fe" : "sms",
    address: login.host,
    databases: pairs(told("database").all("database")).map(([database, port]) => {
      const agentPort = agentPorts.get(port);
      return { name: database, port: Number(port), ...(agentPort === undefined ? {} : { agentPort }) };
    }),
    listens: pairs([...proxy.all("listen"), ...proxy.all("readers")]).map(([section, port]) => ({
      section,
      port: Number(port),
    })),
    services: [
      ...(applied === undefined ? [] : ["haproxy"]),
      ...(agent.all("kind").length === 0 ? [] : [agentService]),
      ...told("jarvis").all("service"),
    ],
    front: web.none
      ? undefined
      : { port: Number(web.one("listen") ?? 80), path: web.one("path") ?? "/n2acd-fe/jarvis-agent" },
    drained: [
      ...new Set(
        [...(applied ?? "").matchAll(/^ *server (\S+) .* disabled$/gm)].map(([, server = ""]) => server),
      ),
    ],
    config: applied === undefined ? undefined : createHash("sha256").update(applied).digest("hex"),
  };
}

const host = join(import.meta.dirname, "host");
const steps = join(import.meta.dirname, "../../assets/scripts/lib");
/** What a question needs on the host; how psql is called, the steps know. */
const files = [
  ...["start", "system"].map((file) => join(host, `${file}.sh`)),
  ...["psql", "login"].map((file) => join(steps, `${file}.sh`)),
  ...["database", "proxy"].map((file) => join(host, `${file}.sh`)),
];

/** The script that asks it, for the stdin of `sh -s`. It holds no secret. */
export function scriptFor({ address, databases, listens, services, front }: Question): string {
  const commands = [
    ...listens.map(({ section, port }) => `through ${quote(section)} ${port}`),
    ...databases.map(({ name, port }) => `database ${quote(name)} ${port}`),
    ...(front === undefined
      ? []
      : [`request jarvis ${front.port} ${quote(front.path)}`, `request apache ${front.port} /`]),
    ...databases.flatMap(({ agentPort }) =>
      agentPort === undefined ? [] : [`agent ${quote(bracket(address))} ${agentPort}`],
    ),
    ["services", ...services.map(quote)].join(" "),
    ...(services.includes("haproxy") ? ["proxy", "config"] : []),
    "host",
  ];
  return [
    ...library(),
    `together ${commands.reverse().map(quote).join(" ")} </dev/null`,
    "record end",
    "",
  ].join("\n");
}

function library(): string[] {
  return files.map((file) => readFileSync(file, "utf8"));
}

/** A step's `key=value` words. */
class Words {
  readonly #words: readonly string[];

  constructor(command: string) {
    this.#words = unquoted(command);
  }

  get none(): boolean {
    return this.#words.length === 0;
  }

  all(key: string): string[] {
    return this.#words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
  }

  one(key: string): string | undefined {
    return this.all(key)[0];
  }
}

/** `NAME:PORT` taken apart. */
function pairs(words: readonly string[]): [string, string][] {
  return words.map((word) => {
    const colon = word.lastIndexOf(":");
    return [word.slice(0, colon), word.slice(colon + 1)];
  });
}
