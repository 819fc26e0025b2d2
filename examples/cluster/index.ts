// SMS nodes and front ends on hosts that are there already, by a program of its own.
import * as pulumi from "@pulumi/pulumi";
import {
  Credentials,
  explained,
  type Host,
  inventoryHost,
  profiles,
  SmsCluster,
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

// Another generation is another password.
const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });

// What is left out has the guide's value, corrected where the guide is wrong.
const cluster = new SmsCluster({
  hosts: config.requireObject<Machine[]>("sms").map(host),
  frontEnds: { hosts: config.requireObject<Machine[]>("fe").map(host), canary: 1, batch: 2 },
  failover: profiles.fast,
  jarvisFile: config.getObject<NonNullable<SmsSettings["jarvisFile"]>>("jarvis"),
  credentials,
});

export const endpoints = cluster.smsNodes.map((node) => node.endpoints);
export const urls = cluster.feNodes.map((node) => node.url);
export const { statsPassword } = credentials;
