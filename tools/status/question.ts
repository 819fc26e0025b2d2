import { createHash } from "node:crypto";
import { toolkitFiles } from "../../components/host/toolkit.ts";
import { endpoint } from "../../lib/addresses.ts";
import { neverRedirected } from "../../lib/haproxy/redirect.ts";
import { quote } from "../../lib/shell.ts";
import { readVipArgument } from "../../lib/vips.ts";
import type { AppliedHost } from "../hosts/applied.ts";
import { sentScripts } from "../hosts/sent.ts";
import { pairs, Words } from "../hosts/words.ts";
import { ownAgents, ownLogins } from "./own.ts";
import { outOfService, type Path, pathsOf } from "./path.ts";

/** What there is to ask of one host, as the stack applied it last. */
export interface Question {
  readonly node: string;
  readonly kind: "sms" | "fe";
  readonly address: string;
  /** Those of PostgreSQL on this node. */
  readonly databases: readonly { readonly name: string; readonly port: number }[];
  /** The sections of its HAProxy that a client of PostgreSQL connects to. */
  readonly listens: readonly { readonly section: string; readonly port: number }[];
  /** Services that have to run here. */
  readonly services: readonly string[];
  /** `path` is Jarvis's. `page` is asked of Apache; `/` unless given. `https` is the port where HAProxy has certificates. */
  readonly front:
    | {
        readonly port: number;
        readonly path: string;
        readonly page?: string | undefined;
        readonly https?: number | undefined;
      }
    | undefined;
  /** The paths that a failover will need, from here. */
  readonly paths: readonly Path[];
  /** The nodes that its HAProxy was told to leave out. */
  readonly drained: readonly string[];
  /** The port of this node's guard; none where there are to be no guards. */
  readonly guard?: number | undefined;
  /** The virtual addresses that it has in turn with the other nodes of its kind, and a port that users come to there. */
  readonly vips?: readonly AskedVip[] | undefined;
  /** Of the HAProxy configuration that was applied. */
  readonly config: string | undefined;
}

export interface AskedVip {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What a stack knows of a host that it applied. */
interface Asked extends Pick<AppliedHost, "name" | "steps"> {
  readonly login: { readonly host: string };
}

export function questionFor({ name, login, steps }: Asked): Question {
  const told = (step: string): Words => new Words(steps.find((each) => each.step === step)?.words ?? "");
  const [agent, database, proxy, web] = [told("agent"), told("database"), told("haproxy"), told("web")];
  const guard = told("guard").one("port");
  const vips = vipsOf(told("vip"));
  const applied = steps.find(({ step }) => step === "haproxy" || step === "web")?.stdin;
  const agentService =
    agent.one("kind") === "bundled" ? "n2acd-ha-agent" : (agent.one("service") ?? "pgsqlchk");
  const databases = pairs(database.all("database"));
  const role = database.one("role") ?? "health_check_user";
  const writers = pairs(proxy.all("listen")).map(([section]) => section);
  return {
    node: name,
    kind: told("ready").one("role") === "fe" ? "fe" : "sms",
    address: login.host,
    databases: databases.map(([name, port]) => ({ name, port: Number(port) })),
    listens: pairs([...proxy.all("listen"), ...proxy.all("readers")]).map(([section, port]) => ({
      section,
      port: Number(port),
    })),
    services: [
      ...(applied === undefined ? [] : ["haproxy"]),
      ...(agent.all("kind").length === 0 ? [] : [agentService]),
      ...(guard === undefined ? [] : ["n2acd-ha-guard"]),
      ...told("jarvis").all("service"),
      ...(vips.length === 0 ? [] : ["keepalived"]),
    ],
    front: web.none
      ? undefined
      : {
          port: Number(web.one("listen") ?? 80),
          path: web.one("path") ?? "/n2acd-fe/jarvis-agent",
          ...(told("tls").none ? {} : { https: Number(told("tls").one("listen") ?? 443) }),
          // HAProxy itself answers all other pages then, whether Apache lives or not.
          ...(told("tls").one("redirect") === undefined ? {} : { page: neverRedirected }),
        },
    paths: [
      ...(applied === undefined ? ownAgents(name, agent, databases) : pathsOf(applied, writers, role)),
      ...ownLogins(name, agent, databases, role),
    ],
    drained: outOfService(applied ?? ""),
    guard: guard === undefined ? undefined : Number(guard),
    ...(vips.length === 0 ? {} : { vips }),
    config: applied === undefined ? undefined : createHash("sha256").update(applied).digest("hex"),
  };
}

/** The virtual addresses that the step `vip` was told of, and the port that users come to. */
function vipsOf(told: Words): AskedVip[] {
  const port = Number(told.one("port"));
  return told
    .all("vip")
    .map(readVipArgument)
    .map(({ name, address }) => ({ name, address, port }));
}

/** All that answers questions: a host is asked only for what it has. */
const scripts = [...toolkitFiles.keys()].filter(
  (path) => /^status\/.*\.sh$/.test(path) && path !== "status/look.sh",
);

/** What a host is asked, in the words of the scripts in `assets/scripts/status/`. It holds no secret. */
export function commandsFor({
  databases,
  listens,
  paths,
  services,
  front,
  guard,
  vips = [],
}: Question): string[] {
  return [
    ...listens.map(({ section, port }) => `through ${quote(section)} ${port}`),
    ...databases.map(({ name, port }) => `database ${quote(name)} ${port}`),
    ...(front === undefined
      ? []
      : [
          `request jarvis ${front.port} ${quote(front.path)}`,
          `request apache ${front.port} ${front.page ?? "/"}`,
        ]),
    ...paths.map(tries),
    ...vips.map(({ name, address, port }) => `vip ${quote(name)} ${quote(address)} ${port}`),
    ["services", ...services.map(quote)].join(" "),
    ...(services.includes("haproxy") ? ["proxy", "config", "certificates"] : []),
    ...(guard === undefined ? [] : [`guard ${guard}`]),
    "host",
  ];
}

/** The script that asks it, for the stdin of `sh -s`. */
export function scriptFor(question: Question): string {
  return [
    ...sentScripts(...scripts),
    `together ${commandsFor(question).reverse().map(quote).join(" ")} </dev/null`,
    "record end",
    "",
  ].join("\n");
}

function tries({ kind, section, to, address, port, check }: Path): string {
  const place = [section, to, address];
  if (check === undefined) return `logs_in ${place.map(quote).join(" ")} ${port}`;
  const url = `${check.tls ? "https" : "http"}://${endpoint(address, port)}${check.path}`;
  return `asks ${[kind, ...place, check.method, url].map(quote).join(" ")}`;
}
