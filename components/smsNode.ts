import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { endpoint } from "../lib/addresses.ts";
import type { Server } from "../lib/haproxy/model.ts";
import { pageOnNode, pageScheme } from "../lib/haproxy/parts.ts";
import { renderSms } from "../lib/haproxy/sms.ts";
import { agent as agentDefinition } from "../steps/agent.ts";
import { database } from "../steps/database.ts";
import { firewall } from "../steps/firewall.ts";
import { guard } from "../steps/guard.ts";
import { haproxy } from "../steps/haproxy.ts";
import { jarvis } from "../steps/jarvis.ts";
import { packages } from "../steps/packages.ts";
import { proofArguments } from "../steps/proof.ts";
import { agentPlan, agentSecrets, type Others } from "./agent/agent.ts";
import { guardStep } from "./agent/guard.ts";
import type { SmsCredentials } from "./credentials.ts";
import { formerNames, type Host } from "./host/host.ts";
import { HostSteps } from "./host/steps.ts";
import { metricsStep } from "./metrics.ts";
import type { SmsSettings } from "./settings.ts";
import { smsBinds } from "./binds.ts";
import { type FrontEnd, smsRules } from "./smsRules.ts";
import { certificatesOf } from "./pages.ts";
import { statsLoginStep } from "./statsLogin.ts";
import { looker, statusStep } from "./status.ts";
import { vipPackages, vipStep } from "./vip.ts";

/** What all SMS nodes of a cluster have in common. */
export interface SmsNodeArgs extends SmsSettings, Pick<Others, "witnesses"> {
  /** All SMS nodes, in the order in which they change. */
  readonly smsNodes: readonly Server[];
  /** Their front ends, which are admitted to the Apache of each node. */
  readonly frontEnds: readonly FrontEnd[];
  readonly credentials: SmsCredentials;
  /** All SMS nodes, once the last one has been constructed. */
  readonly all: Promise<readonly SmsNode[]>;
  /** The steps that prove all SMS nodes and all front ends of this program. */
  readonly allProven: Promise<readonly pulumi.Resource[]>;
}

/** An SMS node: PostgreSQL's health agent, and the HAProxy through which Jarvis reaches the primary. `SmsCluster` creates it. */
export class SmsNode extends pulumi.ComponentResource {
  /** The node's name in the inventory. */
  readonly node: string;
  /** `ADDRESS:PORT` by database name: where clients reach the primary through this node. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The same for clients that only read, for the databases that have readers. */
  readonly readEndpoints: Readonly<Record<string, string>>;
  /** The URL of the stats page. */
  readonly statsUrl: string;
  /** What has to be configured in Jarvis, if the stack does not describe Jarvis's configuration file. */
  readonly jarvisSettings: string;
  /** Its last step before `status` and `retire`. A resource that waits for it waits for all steps before it. */
  readonly proven: remote.Command;
  /** The last step of its HAProxy. That of the last node is proven after those of all other nodes. */
  readonly proxyProven: remote.Command;
  readonly #database: remote.Command;
  readonly #firewall: remote.Command;
  /** HAProxy may ask the node's agent once this step has been proven. */
  readonly #answers: remote.Command;
  readonly #secrets: remote.Command;
  readonly #jarvis: remote.Command | undefined;

  /** @param after the node that changes before this one, if there is one. A change is made here once it is proven there. */
  constructor(
    host: Host,
    args: SmsNodeArgs,
    after: readonly SmsNode[],
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("n2acd-ha:index:SmsNode", host.name, {}, pulumi.mergeOptions(opts, formerNames(host)));
    const { name, address } = host;
    const { smsNodes, frontEnds, credentials, databases, stats, vips, all } = args;
    this.node = name;
    this.endpoints = Object.fromEntries(databases.map((db) => [db.name, endpoint(address, db.listenPort)]));
    this.readEndpoints = Object.fromEntries(
      databases.flatMap((db) =>
        present(db.readers).map(({ listenPort }) => [db.name, endpoint(address, listenPort)]),
      ),
    );
    this.statsUrl = `${pageScheme(stats)}://${endpoint(address, stats.port)}/`;
    this.jarvisSettings = databases
      .map((db) => `${db.name}: host=localhost port=${db.listenPort} (instead of port ${db.port})`)
      .join(", ");

    const page = pageOnNode(stats, address);
    const addresses = smsNodes.map((each) => each.address);
    const rivals = addresses.filter((each) => each !== address);
    const agent = agentPlan(args, { rivals, witnesses: args.witnesses });
    const steps = new HostSteps(this, name, host);
    const guarded = args.guardPort !== undefined;
    steps.ready("sms", {
      port: databases.map((db) => db.port),
      address,
      user: args.healthCheckUser,
      sms: addresses,
      connections: databases.map(({ port, readers }) => ({
        port,
        ways: smsNodes.length * (readers === undefined ? 1 : 2),
        limit: args.maxConnections.server,
      })),
      bind: smsBinds(args, address),
      front: frontEnds.length === 0 ? undefined : args.jarvisPort,
      agent: args.agent.kind === "bundled" ? args.agent.kind : undefined,
      guard: guarded,
      service: [...agent.services, ...(guarded ? ["n2acd-ha-guard"] : [])],
      certificate: certificatesOf(stats, args.metrics),
      looker: looker(args.statusKeys),
      keepalived: vips.length > 0,
    });
    steps.run(packages, {
      args: { package: [...args.packages, ...agent.packages, ...vipPackages(vips)] },
    });
    this.#database = steps.run(database, {
      args: {
        role: args.healthCheckUser,
        database: databases,
        sms: addresses,
        ...agent.vendor,
        agent: agent.identity,
      },
      stdin: pulumi.interpolate`password=${credentials.healthCheckPassword}\nverifier=${credentials.healthCheckVerifier}\n`,
    });
    this.#firewall = steps.run(firewall, {
      args: smsRules({ ...args, address }, smsNodes, frontEnds),
      after: after.map((node) => node.#firewall),
    });

    // No check reaches an agent while it restarts. The step `database` of every node ensures that, so it comes first.
    const afterDatabases = all.then((nodes) => [
      ...nodes.map((node) => node.#database),
      ...after.map((node) => node.#answers),
    ]);
    const agentStep =
      agent.args &&
      steps.run(agentDefinition, {
        args: { ...agent.args, listen: address, check: databases },
        stdin: agentSecrets(agent, credentials),
        after: afterDatabases,
      });
    const guardArgs = guardStep({ ...args, host });
    // No client is affected when a guard restarts, so the checks are not suspended for it.
    const guardProven = guardArgs && steps.run(guard, { ...guardArgs, after: afterDatabases });
    this.#secrets = statsLoginStep(steps, {
      user: stats.user,
      password: credentials.statsPassword,
      // Also if this configuration needs no peers: the previous one may still need them.
      peersSecret: credentials.peersSecret,
      localPeer: address,
      after: after.map((node) => node.#secrets),
    });
    // A node that is taken out of service releases its virtual addresses first, and every HAProxy waits for that.
    const drained = smsNodes.some((each) => each.address === address && each.drained === true);
    const vip = (): remote.Command[] =>
      vipStep(steps, {
        vips,
        address,
        all: addresses,
        alive: `${pageScheme(stats)}://${endpoint(page.address, page.port)}`,
        port: databases[0]?.listenPort ?? stats.port,
        apache: args.jarvisPort,
        drained,
      });
    const [gaveWay] = drained ? vip() : [];
    this.#answers = gaveWay ?? guardProven ?? agentStep ?? this.#firewall;

    const proxy = steps.run(haproxy, {
      args: {
        localPeer: address,
        listen: databases.map((db) => ({ name: `Postgres-${db.name}`, port: db.listenPort })),
        readers: databases.flatMap((db) =>
          present(db.readers).map(({ listenPort }) => ({
            name: `Postgres-${db.name}-read`,
            port: listenPort,
          })),
        ),
        stats: page,
        agent: agent.identity,
        drainPrimary: args.drainPrimary,
        adopt: host.adopt,
        ...proofArguments(args.guardedFailover ?? args.failover, args.settle, 20),
      },
      // HAProxy refuses every client while it finds no agent, and the primary may be any of the nodes.
      after: all.then((nodes) => [
        ...nodes.map((node) => node.#answers),
        ...after.map((node) => node.proxyProven),
      ]),
      stdin: renderSms({
        ...args,
        check: agent.check,
        alive: vips.length > 0,
        stack: pulumi.getStack(),
        address,
      }),
    });
    // This step waits only for Jarvis on the node before. The next node's HAProxy may change meanwhile, because this node's is proven.
    const file = args.jarvisFile;
    this.#jarvis =
      file &&
      steps.run(jarvis, {
        args: { file: file.configFile, match: file.match, set: file.set, service: file.service },
        after: after.flatMap((node) => present(node.#jarvis)),
      });
    const [metrics] = metricsStep(steps, args.metrics, { smsNodes, address }, address);
    const [cameBack] = drained ? [] : vip();
    this.proxyProven = metrics ?? proxy;
    this.proven = cameBack ?? metrics ?? this.#jarvis ?? proxy;
    statusStep(steps, host, args.statusKeys);
    steps.retire(args.allProven);
    this.registerOutputs({ endpoints: this.endpoints, statsUrl: this.statsUrl });
  }
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
