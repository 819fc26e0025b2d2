import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { endpoint } from "../lib/addresses.ts";
import type { Server } from "../lib/haproxy/model.ts";
import { pageForStep, pageOnNode, pageScheme } from "../lib/haproxy/parts.ts";
import { renderSms } from "../lib/haproxy/sms.ts";
import { proofWords } from "../lib/rollout.ts";
import { type AgentPlan, agentPlan, agentSecrets } from "./agent/agent.ts";
import { guarded, guardNeeds, guardStep } from "./agent/guard.ts";
import { adoptWords, formerNames, type Host } from "./host/host.ts";
import { HostSteps } from "./host/steps.ts";
import { metricsStep } from "./metrics.ts";
import { type SmsSettings, smsDefaults } from "./settings.ts";
import { smsBinds } from "./binds.ts";
import { type FrontEnd, smsRules } from "./smsRules.ts";
import { pageNeeds } from "./pages.ts";
import { statsLoginStep } from "./statsLogin.ts";
import { statusNeeds, statusStep } from "./status.ts";
import { vipNeeds, vipPackages, vipStep } from "./vip.ts";

/** The passwords that all SMS nodes of a cluster share; {@link Credentials} makes them. All secret. */
export interface SmsCredentials {
  readonly healthCheckPassword: pulumi.Input<string>;
  /** `SCRAM-SHA-256$...` of the same password: all that PostgreSQL ever sees of it. */
  readonly healthCheckVerifier: pulumi.Input<string>;
  readonly statsPassword: pulumi.Input<string>;
  /**
   * What bundled agents and guards sign what they say to each other with: letters, digits, `_` and `-`, the same on all SMS nodes.
   * Default: one that follows from `healthCheckPassword`.
   */
  readonly agentsKey?: pulumi.Input<string>;
  /** From which the HAProxies know each other. Without it, whoever reaches their port may speak for one. */
  readonly peersSecret?: pulumi.Input<string>;
}

/** Arguments of {@link SmsNode}. What is left out of {@link SmsSettings} has the guide's value. */
export interface SmsNodeArgs extends Partial<SmsSettings> {
  /** The machine. It runs PostgreSQL already, and Apache and Jarvis where those are used. */
  host: Host;
  /** Every SMS node of the cluster, this one included, in the same order on each of them. */
  smsNodes: readonly Server[];
  /** The front ends, which are let in to this node's Apache. Default: none. */
  frontEnds?: readonly FrontEnd[];
  /**
   * Machines that are no SMS nodes, by which a primary with the bundled agent notices that it is cut off. Default: none,
   * and then it does not notice.
   */
  witnesses?: readonly { readonly address: string; readonly port: number }[];
  credentials: SmsCredentials;
  /** The SMS node that changes before this one: what is proven there comes here next. Default: no waiting. */
  after?: SmsNode | undefined;
}

/**
 * An SMS node: PostgreSQL's health agent, and the HAProxy through which Jarvis reaches the primary.
 *
 * Constructing it prepares the host: the agent answers, and what HAProxy needs is there. HAProxy and Jarvis follow in
 * {@link joinCluster}, because no proxy may take over before the agent of every node answers.
 */
export class SmsNode extends pulumi.ComponentResource {
  /** The node's name in the inventory. */
  readonly node: string;
  /** `ADDRESS:PORT` by database name: where clients reach the primary through this node. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The same for clients that only read, of the databases that have readers. */
  readonly readEndpoints: Readonly<Record<string, string>>;
  /** The stats page. */
  readonly statsUrl: string;
  /** What Jarvis needs to know, for an installation whose Jarvis configuration was not described. */
  readonly jarvisSettings: string;
  readonly #steps: HostSteps;
  readonly #args: SmsNodeArgs & SmsSettings;
  readonly #agent: AgentPlan;
  readonly #database: remote.Command;
  readonly #firewall: remote.Command;
  #agentStep: remote.Command | undefined;
  #agentProven: remote.Command;
  #secrets: remote.Command | undefined;
  #proxy: remote.Command | undefined;
  #proxyProven: remote.Command | undefined;
  #jarvisProven: remote.Command | undefined;
  #latest: remote.Command | undefined;

  constructor(name: string, args: SmsNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("n2acd-ha:index:SmsNode", name, {}, pulumi.mergeOptions(opts, formerNames(args.host)));
    const settings = guarded({ ...smsDefaults, ...args });
    const { host, smsNodes, frontEnds = [], witnesses = [], credentials, databases, stats } = settings;
    const rivals = smsNodes.map(({ address }) => address).filter((address) => address !== host.address);
    const agent = agentPlan(settings, { rivals, witnesses });
    this.#args = settings;
    this.#agent = agent;
    this.node = host.name;
    this.endpoints = Object.fromEntries(
      databases.map((db) => [db.name, endpoint(host.address, db.listenPort)] as const),
    );
    this.readEndpoints = Object.fromEntries(
      databases.flatMap((db) =>
        present(db.readers).map(({ listenPort }) => [db.name, endpoint(host.address, listenPort)] as const),
      ),
    );
    this.statsUrl = `${pageScheme(stats)}://${endpoint(host.address, stats.port)}/`;
    this.jarvisSettings = databases
      .map((db) => `${db.name}: host=localhost port=${db.listenPort} (instead of port ${db.port})`)
      .join(", ");

    const steps = new HostSteps(this, name, host);
    this.#steps = steps;
    steps.ready("sms", [
      ...databases.map((db) => `port=${db.port}`),
      `address=${host.address}`,
      `user=${settings.healthCheckUser}`,
      ...smsNodes.map(({ address }) => `sms=${address}`),
      ...databases.map(
        (db) =>
          `connections=${db.port}:${smsNodes.length * (db.readers === undefined ? 1 : 2)}:${settings.maxConnections.server}`,
      ),
      ...smsBinds(settings, host.address).map((at) => `bind=${at}`),
      ...(frontEnds.length === 0 ? [] : [`front=${settings.jarvisPort}`]),
      ...agent.needs,
      ...guardNeeds(settings),
      ...pageNeeds(stats, settings.metrics),
      ...statusNeeds(settings.statusKeys),
      ...vipNeeds(settings.vips),
    ]);
    steps.run("packages", {
      words: [...settings.packages, ...agent.packages, ...vipPackages(settings.vips)].map(
        (word) => `package=${word}`,
      ),
    });
    this.#database = steps.run("database", {
      words: [
        `role=${settings.healthCheckUser}`,
        ...databases.map((db) => `database=${db.name}:${db.port}`),
        ...smsNodes.map(({ address }) => `sms=${address}`),
        ...(agent.vendor ?? []),
        ...identified(agent),
      ],
      stdin: pulumi.interpolate`password=${credentials.healthCheckPassword}\nverifier=${credentials.healthCheckVerifier}\n`,
      secret: true,
    });
    this.#firewall = steps.run("firewall", {
      words: smsRules({ ...settings, address: host.address }, smsNodes, frontEnds),
      after: present(args.after && args.after.#firewall),
    });
    this.#agentProven = this.#firewall;
  }

  /** Its last step, once it has joined. */
  get proven(): remote.Command {
    return this.#latest ?? this.#agentProven;
  }

  /** Its HAProxy's last step, once it has joined: the last node's is proven after those of all nodes. */
  get proxyProven(): remote.Command {
    return this.#proxyProven ?? this.#agentProven;
  }

  /**
   * The second part, for {@link joinCluster}: the agent. An agent that restarts is not asked meanwhile: the step `database` of every
   * node sees to that, so it comes first.
   */
  joinAgents(cluster: readonly SmsNode[]): void {
    const { host, databases, credentials, stats, after } = this.#args;
    const { words } = this.#agent;
    if (words !== undefined) {
      this.#agentStep = this.#steps.run("agent", {
        words: [
          ...words,
          `listen=${host.address}`,
          ...databases.map((db) => `check=${db.port}:${db.checkPort}`),
        ],
        stdin: agentSecrets(this.#agent, credentials),
        secret: true,
        undoneWithNode: true,
        after: [...cluster.map((node) => node.#database), ...present(after && after.#agentProven)],
      });
      this.#agentProven = this.#agentStep;
    }
    const guard = guardStep(this.#args);
    if (guard !== undefined) {
      const ready = cluster.map((node) => node.#database);
      // To start a guard anew is felt by nobody, so no proxy looks away.
      this.#agentProven = this.#steps.run("guard", {
        ...guard,
        after: [...ready, ...present(after && after.#agentProven)],
      });
    }
    this.#secrets = statsLoginStep(this.#steps, {
      user: stats.user,
      password: credentials.statsPassword,
      // Also where the guard needs no peers: the configuration before may still do.
      peersSecret: credentials.peersSecret,
      localPeer: host.address,
      after: present(after && after.#secrets),
    });
    // A node that goes out of service gives its addresses away first: every proxy waits for that.
    const [gaveWay] = this.#drained ? this.#vip() : [];
    this.#agentProven = gaveWay ?? this.#agentProven;
  }

  /** Out of service, or about to be. */
  get #drained(): boolean {
    const { host, smsNodes } = this.#args;
    return smsNodes.some(({ address, drained }) => address === host.address && drained === true);
  }

  #vip(): remote.Command[] {
    const { host, smsNodes, databases, stats, jarvisPort, vips } = this.#args;
    return vipStep(this.#steps, {
      vips,
      address: host.address,
      all: smsNodes.map(({ address }) => address),
      alive: `${pageScheme(stats)}://${pageOnNode(stats, host.address)}`,
      port: databases[0]?.listenPort ?? stats.port,
      apache: jarvisPort,
      drained: this.#drained,
    });
  }

  /** The third part, for {@link joinCluster}: HAProxy and those who use it. */
  join(cluster: readonly SmsNode[]): void {
    const { host, smsNodes, databases, stats, jarvisFile, vips } = this.#args;
    const { failover, settle, drainPrimary, after } = this.#args;
    const steps = this.#steps;
    this.#proxy = steps.run("haproxy", {
      words: [
        `local_peer=${host.address}`,
        ...databases.map((db) => `listen=Postgres-${db.name}:${db.listenPort}`),
        ...databases.flatMap((db) =>
          present(db.readers).map(({ listenPort }) => `readers=Postgres-${db.name}-read:${listenPort}`),
        ),
        `stats=${pageForStep(stats, host.address)}`,
        ...identified(this.#agent),
        ...(drainPrimary ? ["drain_primary=yes"] : []),
        ...adoptWords(host),
        ...proofWords(failover, settle, 20),
      ],
      after: [...cluster.map((node) => node.#agentProven), ...present(after && after.#proxyProven)],
      stdin: renderSms({
        ...this.#args,
        check: this.#agent.check,
        alive: vips.length > 0,
        stack: pulumi.getStack(),
        address: host.address,
      }),
    });
    this.#proxyProven = this.#proxy;
    if (jarvisFile !== undefined) {
      const { configFile, match, set, service } = jarvisFile;
      // Jarvis waits for Jarvis alone: by then the next node's HAProxy changes, which this node has proven.
      this.#jarvisProven = steps.run("jarvis", {
        words: [`file=${configFile}`, `match=${match}`, `set=${set}`, `service=${service}`],
        after: present(after && after.#jarvisProven),
      });
    }
    const node = { smsNodes, address: host.address };
    const [metrics] = metricsStep(steps, this.#args.metrics, node, [`local_peer=${host.address}`]);
    const [vip] = this.#drained ? [] : this.#vip();
    this.#latest = vip ?? metrics ?? this.#jarvisProven ?? this.#proxyProven;
    this.#proxyProven = metrics ?? this.#proxyProven;
    statusStep(steps, host, this.#args.statusKeys);
    this.registerOutputs({ endpoints: this.endpoints, statsUrl: this.statsUrl });
  }

  /** The last part, for {@link retireFormer}. */
  retire(proven: readonly pulumi.Resource[]): void {
    this.#steps.retire(
      [this.#database, this.#firewall, ...present(this.#agentStep), ...present(this.#proxy)],
      proven,
    );
  }
}

/**
 * Gives every node its HAProxy, in the order of the list, and lets Jarvis use it. Call it once, with all SMS nodes of
 * the cluster. A node's proxy waits for all agents, and for the proven proxy of the node before it.
 */
export function joinCluster(nodes: readonly SmsNode[]): void {
  for (const node of nodes) node.joinAgents(nodes);
  for (const node of nodes) node.join(nodes);
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

/** Another agent, or another program of the same: the proxies are to suspend their checks, and to be proven again. */
function identified({ identity }: AgentPlan): string[] {
  return identity === undefined ? [] : [`agent=${identity}`];
}
