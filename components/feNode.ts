import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { bracket, endpoint } from "../lib/addresses.ts";
import { renderFe } from "../lib/haproxy/fe.ts";
import type { Server } from "../lib/haproxy/model.ts";
import { pageForStep, pageScheme } from "../lib/haproxy/parts.ts";
import { adoptWords, formerNames, type Host } from "./host/host.ts";
import { proofWords } from "../lib/rollout.ts";
import { HostSteps } from "./host/steps.ts";
import { feBinds } from "./binds.ts";
import { jarvisNeeds, requireNames } from "./jarvisTls.ts";
import { metricsRules, metricsStep } from "./metrics.ts";
import { fromServers } from "./smsStack.ts";
import { type FeSettings, feDefaults } from "./settings.ts";
import { SmsNode } from "./smsNode.ts";
import { pageNeeds } from "./pages.ts";
import { statsLoginStep } from "./statsLogin.ts";
import { statusNeeds, statusStep } from "./status.ts";
import { tlsStep } from "./tls.ts";
import { vipNeeds, vipPackages, vipRules, vipStep } from "./vip.ts";

/** Arguments of {@link FeNode}. What is left out of {@link FeSettings} has the guide's value. */
export interface FeNodeArgs extends Partial<FeSettings> {
  /** The machine. It runs Apache already, on port 80. */
  host: Host;
  /**
   * Every front end of the cluster, this one included, in the same order on each of them: they have `vips` in turn. Default: this
   * one alone.
   */
  feNodes?: readonly { readonly address: string }[];
  /** The SMS nodes whose Jarvis API the front end uses. */
  smsNodes: readonly Server[] | pulumi.Output<readonly Server[]>;
  credentials: { readonly statsPassword: pulumi.Input<string> };
  /**
   * Certificates for HTTPS beside those that Apache has, each with its chain and its key in PEM: each goes to clients that ask for one of its
   * names. Default: Apache's alone.
   */
  feCertificates?: pulumi.Input<readonly string[]> | undefined;
  /** The front ends that change before this one: what is proven on all of them comes here next. Default: no waiting. */
  after?: readonly FeNode[];
  /** What of the SMS nodes must be proven before it takes its port. Default: nothing. */
  afterSms?: readonly pulumi.Resource[];
}

/**
 * A front-end node: HAProxy takes port 80, sends calls of the Jarvis API to a living SMS node and everything else to
 * the local Apache, which moves to port 81.
 */
export class FeNode extends pulumi.ComponentResource {
  /** The node's name in the inventory. */
  readonly node: string;
  /** Where users reach the front end. */
  readonly url: string;
  /** The stats page. */
  readonly statsUrl: string;
  /** The step that proved that the front end serves. */
  readonly web: remote.Command;
  /** The step that proved that its HTTPS goes through HAProxy, where it does. */
  readonly tls: remote.Command | undefined;
  /** The node's last step: what waits for it waits for all of them. */
  readonly proven: remote.Command;
  readonly #steps: HostSteps;
  readonly #firewall: remote.Command;
  readonly #secrets: remote.Command;

  constructor(name: string, args: FeNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("n2acd-ha:index:FeNode", name, {}, pulumi.mergeOptions(opts, formerNames(args.host)));
    const settings = { ...feDefaults, ...args };
    const {
      host,
      smsNodes,
      credentials,
      stats,
      port,
      apachePort,
      jarvis,
      after = [],
      afterSms = [],
      vips,
      feNodes = [host],
    } = settings;
    const all = feNodes.map(({ address }) => address);
    this.node = host.name;
    this.url = `http://${port === 80 ? bracket(host.address) : endpoint(host.address, port)}`;
    this.statsUrl = `${pageScheme(stats)}://${endpoint(host.address, stats.port)}/`;

    const render = (servers: readonly Server[]): string => {
      requireNames(servers, jarvis);
      return renderFe({
        ...settings,
        smsNodes: servers,
        stack: pulumi.getStack(),
        address: host.address,
        alive: vips.length > 0,
      });
    };

    const steps = new HostSteps(this, name, host);
    this.#steps = steps;
    steps.ready("fe", [
      ...feBinds(settings, host.address).map((at) => `bind=${at}`),
      ...jarvisNeeds(jarvis),
      ...pageNeeds(stats, settings.metrics),
      ...statusNeeds(settings.statusKeys),
      ...vipNeeds(vips),
    ]);
    steps.run("packages", {
      words: [...settings.packages, ...vipPackages(vips)].map((word) => `package=${word}`),
    });
    this.#firewall = steps.run("firewall", {
      words: [
        ...(settings.zone === undefined ? [] : [`zone=${settings.zone}`]),
        ...openPorts(settings).map((port) => `open=${port}`),
        ...metricsRules(settings.metrics),
        ...vipRules(vips, host.address, all),
      ],
      after: after.map((node) => node.#firewall),
    });
    this.#secrets = statsLoginStep(steps, {
      user: stats.user,
      password: credentials.statsPassword,
      localPeer: host.name,
      after: after.map((node) => node.#secrets),
    });
    this.web = steps.run("web", {
      words: [
        `listen=${port}`,
        `apache=${apachePort}`,
        `path=${jarvis.path}`,
        `stats=${pageForStep(stats, host.address)}`,
        ...adoptWords(host),
        ...(settings.drainPrimary ? ["drain_primary=yes"] : []),
        ...proofWords(settings.failover, settings.settle, 10),
      ],
      stdin: fromServers(smsNodes, render),
      // A whole SMS node is never proven before its front ends: its step retire waits for them.
      after: [
        ...after.map(({ proven }) => proven),
        ...afterSms.map((each) => (each instanceof SmsNode ? each.proven : each)),
      ],
    });
    [this.tls] = tlsStep(steps, settings, smsNodes, args.feCertificates);
    const [metrics] = metricsStep(steps, settings.metrics, {
      smsNodes: settings.smsNodes,
      address: host.address,
    });
    const [vip] = vipStep(steps, {
      vips,
      address: host.address,
      all,
      alive: `http://127.0.0.1:${port}`,
      port,
      apache: apachePort,
    });
    this.proven = vip ?? metrics ?? this.tls ?? this.web;
    statusStep(steps, host, settings.statusKeys);
    this.registerOutputs({ url: this.url, statsUrl: this.statsUrl });
  }

  /** The last part, for {@link retireFormer}. */
  retire(proven: readonly pulumi.Resource[]): void {
    const left = [this.#firewall, this.web, ...(this.tls === undefined ? [] : [this.tls])];
    this.#steps.retire(left, proven);
  }
}

function openPorts({ port, apachePort, tls, stats, exposeApache, exposeApacheTls }: FeSettings): number[] {
  return [
    port,
    tls?.port ?? 443,
    stats.port,
    ...(exposeApache ? [apachePort] : []),
    ...(exposeApacheTls ? [tls?.apachePort ?? 444] : []),
  ];
}
