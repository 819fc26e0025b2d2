import { createHash } from "node:crypto";
import { toolkitFiles } from "../../components/host/toolkit.ts";
import { endpoint } from "../../lib/addresses.ts";
import { neverRedirected } from "../../lib/haproxy/redirect.ts";
import { quote } from "../../lib/shell.ts";
import { agent as agentStep } from "../../steps/agent.ts";
import { database as databaseStep } from "../../steps/database.ts";
import { toldOf } from "../../steps/definition.ts";
import { guard as guardStep } from "../../steps/guard.ts";
import { haproxy as haproxyStep } from "../../steps/haproxy.ts";
import { jarvis } from "../../steps/jarvis.ts";
import { ready } from "../../steps/ready.ts";
import { tls as tlsStep } from "../../steps/tls.ts";
import { type ToldVip, vip as vipStep } from "../../steps/vip.ts";
import { web as webStep } from "../../steps/web.ts";
import type { AppliedHost } from "../hosts/applied.ts";
import { sentScripts } from "../hosts/sent.ts";
import { ownAgents, ownLogins } from "./own.ts";
import { outOfService, type Path, pathsOf } from "./path.ts";

/** The question for one host, according to what the stack applied there last. */
export interface Question {
  readonly node: string;
  readonly kind: "sms" | "fe";
  readonly address: string;
  /** The databases of PostgreSQL on this node. */
  readonly databases: readonly { readonly name: string; readonly port: number }[];
  /** The sections of its HAProxy that a client of PostgreSQL connects to. */
  readonly listens: readonly { readonly section: string; readonly port: number }[];
  /** Services that have to run here. */
  readonly services: readonly string[];
  /** `path` is Jarvis's. `page` is requested from Apache, by default `/`. `https` is the port on which HAProxy presents certificates. */
  readonly front:
    | {
        readonly port: number;
        readonly path: string;
        readonly page?: string | undefined;
        readonly https?: number | undefined;
      }
    | undefined;
  /** The paths from this node that a failover will need. */
  readonly paths: readonly Path[];
  /** The nodes that are disabled in the configuration of its HAProxy. */
  readonly drained: readonly string[];
  /** The port of this node's guard; undefined where the stack has no guards. */
  readonly guard?: number | undefined;
  /** The virtual addresses that it shares with the other nodes of its kind, each with a port to which users connect. */
  readonly vips?: readonly AskedVip[] | undefined;
  /** The SHA-256 of the HAProxy configuration that was applied. */
  readonly config: string | undefined;
}

export interface AskedVip {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What the state of a stack has about a host. */
interface Asked extends Pick<AppliedHost, "name" | "steps"> {
  readonly login: { readonly host: string };
}

export function questionFor({ name, login, steps }: Asked): Question {
  const agent = toldOf(agentStep, steps);
  const proxy = toldOf(haproxyStep, steps);
  const web = toldOf(webStep, steps);
  const tls = toldOf(tlsStep, steps);
  const vip = toldOf(vipStep, steps);
  const guard = toldOf(guardStep, steps)?.port;
  const { database: databases = [], role = "health_check_user" } = toldOf(databaseStep, steps) ?? {};
  const applied = steps.find(({ step }) => [haproxyStep.name, webStep.name].includes(step))?.stdin;
  const writers = (proxy?.listen ?? []).map((each) => each.name);
  return {
    node: name,
    kind: toldOf(ready, steps)?.role === "fe" ? "fe" : "sms",
    address: login.host,
    databases,
    listens: [...(proxy?.listen ?? []), ...(proxy?.readers ?? [])].map((each) => ({
      section: each.name,
      port: each.port,
    })),
    services: [
      ...(applied === undefined ? [] : ["haproxy"]),
      ...(agent === undefined
        ? []
        : [agent.kind === "bundled" ? "n2acd-ha-agent" : (agent.service ?? "pgsqlchk")]),
      ...(guard === undefined ? [] : ["n2acd-ha-guard"]),
      ...present(toldOf(jarvis, steps)?.service),
      ...(vip === undefined ? [] : ["keepalived"]),
    ],
    front: web && {
      port: web.listen ?? 80,
      path: web.path ?? "/n2acd-fe/jarvis-agent",
      ...(tls === undefined ? {} : { https: tls.listen ?? 443 }),
      // HAProxy itself then answers requests for all other pages, whether Apache runs or not.
      ...(tls?.redirect === undefined ? {} : { page: neverRedirected }),
    },
    paths: [
      ...(applied === undefined ? ownAgents(name, agent, databases) : pathsOf(applied, writers, role)),
      ...ownLogins(name, agent, databases, role),
    ],
    drained: outOfService(applied ?? ""),
    guard,
    ...(vip === undefined ? {} : { vips: vip.vip.map((each) => asked(each, vip.port)) }),
    config: applied === undefined ? undefined : createHash("sha256").update(applied).digest("hex"),
  };
}

function asked({ name, address }: ToldVip, port = 0): AskedVip {
  return { name, address, port };
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

/** All scripts that answer questions: a host is asked only for what it has. */
const scripts = [...toolkitFiles.keys()].filter(
  (path) => /^status\/.*\.sh$/.test(path) && path !== "status/look.sh",
);

/** The question as commands of the scripts in `assets/scripts/status/`. It holds no secret. */
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

/** The script that asks the question, for the stdin of `sh -s`. */
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
