// SMS nodes and front ends on hosts that are there already, by a program of its own.
import * as pulumi from "@pulumi/pulumi";
import {
  Credentials,
  explained,
  FeNode,
  type Host,
  inventoryHost,
  joinCluster,
  profiles,
  retireFormer,
  serversOf,
  SmsNode,
  type SmsSettings,
} from "n2acd-ha";

/** A host as this program's configuration has it. */
interface Machine {
  readonly name: string;
  readonly address: string;
  /** One public key line, of which you know that it is the host's. */
  readonly hostKey: string;
}

const config = new pulumi.Config();
const user = config.require("user");
// A secret. Without it the SSH agent is asked.
const privateKey = config.getSecret("sshPrivateKey");

function host(machine: Machine): Host {
  const ssh = { user, port: 22, sudo: user !== "root" };
  return explained(inventoryHost({ ...machine, ssh }, privateKey));
}

const smsHosts = config.requireObject<Machine[]>("sms").map(host);
const feHosts = config.requireObject<Machine[]>("fe").map(host);
const smsNodes = serversOf(smsHosts);
// Another generation is another password.
const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });

// What a node is not told has the guide's value, corrected where the guide is wrong.
const settings = {
  failover: profiles.fast,
  jarvisFile: config.getObject<NonNullable<SmsSettings["jarvisFile"]>>("jarvis"),
};

// One SMS node after the other.
const cluster: SmsNode[] = [];
for (const each of smsHosts) {
  const after = cluster.at(-1);
  const args = { ...settings, host: each, smsNodes, frontEnds: feHosts, credentials, after };
  cluster.push(new SmsNode(each.name, args));
}
joinCluster(cluster);

// The front ends, which take their port once all SMS nodes are proven.
const frontEnds = feHosts.map(
  (each) => new FeNode(each.name, { host: each, smsNodes, credentials, afterSms: cluster }),
);

// What only the configuration before needed goes, once every node is proven.
retireFormer(cluster, frontEnds);

export const endpoints = cluster.map((node) => node.endpoints);
export const urls = frontEnds.map((node) => node.url);
export const { statsPassword } = credentials;
