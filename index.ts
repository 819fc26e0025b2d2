import "./lib/stackTraces.ts";
import "./components/briefPreview.ts";
import { Credentials } from "./components/credentials.ts";
import { FeNode } from "./components/feNode.ts";
import { stackHosts } from "./components/host/hosts.ts";
import { serversOf } from "./components/host/servers.ts";
import { LostNode, stepNames } from "./components/lostNode.ts";
import { describe } from "./components/outputs.ts";
import { feSettings, smsSettings } from "./components/settings.ts";
import { retireFormer } from "./components/retire.ts";
import { joinCluster, SmsNode } from "./components/smsNode.ts";
import { warnOfEnds } from "./components/tls.ts";
import { serversFrom } from "./components/smsStack.ts";
import { loadConfig } from "./config/load.ts";
import { batches } from "./lib/rollout.ts";

const { config, sshPrivateKey, feCertificates } = loadConfig();
const hosts = await stackHosts(config, sshPrivateKey);
const credentials = new Credentials("credentials", {
  healthCheckGeneration: config.healthCheck.passwordGeneration,
  statsGeneration: config.stats.passwordGeneration,
});

// PostgreSQL's nodes: the agents of all of them, then HAProxy and Jarvis on one node after the other.
const servers = serversOf(hosts.sms, config.drained);
const frontEnds = [...hosts.fe, ...config.frontEnds.map((address) => ({ address, elsewhere: true }))];
const witnesses = config.witnesses ?? frontEnds.map(({ address }) => ({ address, port: config.fe.port }));
const cluster = { ...smsSettings(config), credentials, smsNodes: servers, frontEnds, witnesses };
const clusterNodes: SmsNode[] = [];
for (const host of hosts.sms) {
  clusterNodes.push(new SmsNode(host.name, { ...cluster, host, after: clusterNodes.at(-1) }));
}
joinCluster(clusterNodes);

// The front ends, batch after batch. They take their port once all SMS nodes have a proven proxy. Where they use only one
// SMS node, its Jarvis comes before as well; of several, which restart it one after the other, one always answers.
const jarvisServers = config.smsStack === undefined ? servers : serversFrom(config.smsStack);
const used = clusterNodes.filter(({ node }) => !config.drained.includes(node));
const afterSms = [
  ...(used.length === 1 ? used.map(({ proven }) => proven) : []),
  ...clusterNodes.slice(-1).map(({ proxyProven }) => proxyProven),
];
if (feCertificates !== undefined) warnOfEnds(feCertificates);
const servedBy = { credentials, smsNodes: jarvisServers, feNodes: hosts.fe, feCertificates };
const frontEnd = { ...feSettings(config), ...servedBy, afterSms };
const feNodes: FeNode[] = [];
let after: readonly FeNode[] = [];
for (const batch of batches(hosts.fe, config.rollout.feBatch, config.rollout.feCanary)) {
  const nodes = batch.map((host) => new FeNode(host.name, { ...frontEnd, host, after }));
  feNodes.push(...nodes);
  after = nodes;
}

// Once every node is proven, what only the configuration before needed goes.
retireFormer(clusterNodes, feNodes);

// Nodes that are gone for good: nothing is run there, and nothing undone.
const steps = stepNames(config);
for (const host of hosts.lost.sms) new LostNode(host.name, { host, kind: "SmsNode", steps: steps.sms });
for (const host of hosts.lost.fe) new LostNode(host.name, { host, kind: "FeNode", steps: steps.fe });

export const { endpoints, readEndpoints, fe, stats, jarvis, failover, readme } = describe(
  config,
  clusterNodes,
  feNodes,
);
/** For the front ends of other stacks: `smsStack`. */
export { servers as smsNodes };
export const statsUser = config.stats.user;
export const { statsPassword, healthCheckPassword } = credentials;
