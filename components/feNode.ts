import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { bracket, endpoint } from "../lib/addresses.ts";
import { renderFe } from "../lib/haproxy/fe.ts";
import type { Server } from "../lib/haproxy/model.ts";
import { pageOnNode, pageScheme } from "../lib/haproxy/parts.ts";
import { firewall } from "../steps/firewall.ts";
import { packages } from "../steps/packages.ts";
import { proofArguments } from "../steps/proof.ts";
import { web } from "../steps/web.ts";
import { feBinds } from "./binds.ts";
import { formerNames, type Host } from "./host/host.ts";
import { HostSteps } from "./host/steps.ts";
import { requireNames } from "./jarvisTls.ts";
import { metricsRules, metricsStep } from "./metrics.ts";
import { certificatesOf } from "./pages.ts";
import type { FeSettings } from "./settings.ts";
import { fromServers } from "./smsStack.ts";
import { statsLoginStep } from "./statsLogin.ts";
import { looker, statusStep } from "./status.ts";
import { tlsStep } from "./tls.ts";
import { vipPackages, vipRules, vipStep } from "./vip.ts";

/** What all front ends of a program have in common. */
export interface FeNodeArgs extends FeSettings {
  /** All front ends, in the order in which they change. One of them has each of `vips` at a time. */
  readonly feNodes: readonly Host[];
  /** The SMS nodes whose Jarvis API they use. */
  readonly smsNodes: readonly Server[] | pulumi.Output<readonly Server[]>;
  readonly credentials: { readonly statsPassword: pulumi.Input<string> };
  /**
   * Certificates for HTTPS in addition to those that Apache has, each with its chain and its key in PEM. A client that asks for one of the
   * names of a certificate gets that certificate. Default: only Apache's.
   */
  readonly feCertificates?: pulumi.Input<readonly string[]> | undefined;
  /** The steps of SMS nodes that must be proven before the front ends take over their port. */
  readonly afterSms: readonly pulumi.Resource[];
  /** The steps that prove all nodes of the program. */
  readonly allProven: Promise<readonly pulumi.Resource[]>;
}

/**
 * A front-end node: HAProxy takes over port 80, sends calls of the Jarvis API to a living SMS node and everything else to the local Apache,
 * which moves to port 81. `SmsCluster` and `FrontEnds` create it.
 */
export class FeNode extends pulumi.ComponentResource {
  /** The node's name in the inventory. */
  readonly node: string;
  /** The URL at which users reach the front end. */
  readonly url: string;
  /** The URL of the stats page. */
  readonly statsUrl: string;
  /** Its last step before `status` and `retire`. A resource that waits for it waits for all steps before it. */
  readonly proven: remote.Command;
  readonly #firewall: remote.Command;
  readonly #secrets: remote.Command;

  /** @param after the front ends that change before this one. A change is made here once it is proven on all of them. */
  constructor(
    host: Host,
    settings: FeNodeArgs,
    after: readonly FeNode[],
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("n2acd-ha:index:FeNode", host.name, {}, pulumi.mergeOptions(opts, formerNames(host)));
    const { smsNodes, credentials, stats, port, apachePort, jarvis, vips } = settings;
    const all = settings.feNodes.map(({ address }) => address);
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

    const steps = new HostSteps(this, host.name, host);
    steps.ready("fe", {
      bind: feBinds(settings, host.address),
      jarvisCa: jarvis.tls?.caFile,
      certificate: certificatesOf(stats, settings.metrics),
      looker: looker(settings.statusKeys),
      keepalived: vips.length > 0,
    });
    steps.run(packages, { args: { package: [...settings.packages, ...vipPackages(vips)] } });
    this.#firewall = steps.run(firewall, {
      args: {
        zone: settings.zone,
        open: openPorts(settings),
        allow: metricsRules(settings.metrics),
        vrrp: vipRules(vips, host.address, all),
      },
      after: after.map((node) => node.#firewall),
    });
    this.#secrets = statsLoginStep(steps, {
      user: stats.user,
      password: credentials.statsPassword,
      localPeer: host.name,
      after: after.map((node) => node.#secrets),
    });
    const proxy = steps.run(web, {
      args: {
        listen: port,
        apache: apachePort,
        https: settings.tls?.port,
        path: jarvis.path,
        stats: pageOnNode(stats, host.address),
        adopt: host.adopt,
        drainPrimary: settings.drainPrimary,
        ...proofArguments(settings.failover, settings.settle, 10),
      },
      stdin: fromServers(smsNodes, render),
      after: [...after.map(({ proven }) => proven), ...settings.afterSms],
    });
    const tls = tlsStep(steps, settings, smsNodes, settings.feCertificates);
    const [metrics] = metricsStep(steps, settings.metrics, {
      smsNodes: settings.smsNodes,
      address: host.address,
    });
    const vip = vipStep(steps, {
      vips,
      address: host.address,
      all,
      alive: `http://127.0.0.1:${port}`,
      port,
      apache: apachePort,
    });
    this.proven = vip[0] ?? metrics ?? tls[0] ?? proxy;
    statusStep(steps, host, settings.statusKeys);
    steps.retire(settings.allProven);
    this.registerOutputs({ url: this.url, statsUrl: this.statsUrl });
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
