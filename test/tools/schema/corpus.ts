// Stacks by hand, good and bad, and whether an editor can see what is wrong: what no JSON Schema can say is listed so.
import { keys, smallest } from "../../config/samples.ts";

type Raw = Readonly<Record<string, unknown>>;
const [first, second] = smallest.smsNodes;
const withNode = (change: object): Raw => ({ smsNodes: [first, { ...second, ...change }] });

export const good: Readonly<Record<string, Raw>> = {
  smallest,
  "the dev stack": {
    dev: {},
    smsNodes: [
      { name: "sms-01", flavour: "apt" },
      { name: "sms-02", flavour: "dnf" },
    ],
  },
  "two databases, readers, a bastion": {
    ...smallest,
    agent: "bundled",
    databases: [
      { name: "ACD", readListenPort: 25_440, readMaxLag: "16MB" },
      { name: "CDR", port: 5433 },
    ],
    ssh: { user: "deploy", bastion: { address: "jump.example.net", hostKey: keys.ed25519 } },
  },
  "front ends of another stack's SMS nodes": {
    smsStack: "organization/n2acd-ha/prod-sms",
    feNodes: [{ ...first, name: "fe-01" }],
    failover: "guide",
  },
  "SMS nodes for another stack's front ends": { ...smallest, frontEnds: ["10.0.0.21", "fe-02.example.net"] },
  Patroni: { ...smallest, agent: { port: 8008, path: "/primary" }, failover: { inter: "1s", fall: 4 } },
  "lines of an operator's own": {
    ...smallest,
    extraConfig: { sms: { "listen Postgres-ACD": ["balance roundrobin"], sections: ["backend x"] } },
  },
  "times as numbers": { ...smallest, timeouts: { client: 60_000 }, failover: "guide", failoverBudget: "25s" },
};

/** `editor`: the JSON Schema refuses it as well. */
export const bad: Readonly<Record<string, { readonly raw: Raw; readonly editor: boolean }>> = {
  "one SMS node": { raw: { smsNodes: [first] }, editor: true },
  "a stack's name without its project": {
    raw: { smsStack: "prod-sms", feNodes: [{ ...first, name: "fe-01" }] },
    editor: true,
  },
  "front ends and SMS nodes of another stack as well": {
    raw: { ...smallest, smsStack: "organization/n2acd-ha/prod-sms", feNodes: [] },
    editor: true,
  },
  "a drain in the stack of the front ends": {
    raw: { smsStack: "a/b/c", feNodes: [{ ...first, name: "fe-01" }], drained: ["sms-01"] },
    editor: true,
  },
  "no SMS nodes": { raw: {}, editor: true },
  "a node without an address": { raw: withNode({ address: undefined }), editor: true },
  "a key that is misspelt": { raw: { ...smallest, failovr: "fast" }, editor: true },
  "a misspelt key of a node": { raw: withNode({ adress: "10.0.0.12" }), editor: true },
  "a profile that does not exist": { raw: { ...smallest, failover: "quick" }, editor: true },
  "a time without a unit": { raw: { ...smallest, hardStopAfter: "30" }, editor: true },
  "a port of no use": { raw: { ...smallest, stats: { port: 70_000 } }, editor: true },
  "text where a number belongs": { raw: { ...smallest, peersPort: "10000" }, editor: true },
  "a name with a space": { raw: withNode({ name: "sms 02" }), editor: true },
  "a private key as the host key": {
    raw: withNode({ hostKey: "-----BEGIN OPENSSH PRIVATE KEY-----" }),
    editor: true,
  },
  "a size in words": {
    raw: {
      ...smallest,
      agent: "bundled",
      databases: [{ name: "ACD", readListenPort: 1, readMaxLag: "lots" }],
    },
    editor: true,
  },
  "a line of an operator's that is none": {
    raw: { ...smallest, extraConfig: { sms: { global: ["a\nb"] } } },
    editor: true,
  },
  // From here on: what fits together, or needs more than a pattern.
  "an address that is none": { raw: withNode({ address: "10.0.0" }), editor: false },
  "two nodes with one name": { raw: withNode({ name: "sms-01" }), editor: false },
  "a port taken twice": { raw: { ...smallest, stats: { port: 15_432 } }, editor: false },
  "a time out of range": { raw: { ...smallest, hardStopAfter: "10ms" }, editor: false },
  "a budget that is too small": {
    raw: { ...smallest, failover: "guide", failoverBudget: "5s" },
    editor: false,
  },
  "settings that contradict each other": {
    raw: { ...smallest, failover: { inter: "1s", checkTimeout: "2s" } },
    editor: false,
  },
  "a host key that is cut off": { raw: withNode({ hostKey: "ssh-ed25519 AAAA" }), editor: false },
  "no host key": { raw: withNode({ hostKey: undefined }), editor: false },
  "half of Jarvis's description": { raw: { ...smallest, jarvis: { match: "a" } }, editor: false },
  "readers of n2pg-aux": {
    raw: { ...smallest, databases: [{ name: "ACD", readListenPort: 25_433 }] },
    editor: false,
  },
  "lines for a section that is not there": {
    raw: { ...smallest, extraConfig: { sms: { "listen Postgres-CDR": ["balance roundrobin"] } } },
    editor: false,
  },
  "every node drained": { raw: { ...smallest, drained: ["sms-01", "sms-02"] }, editor: false },
};
