/**
 * What another Pulumi program uses of this project: `import { SmsNode } from "n2acd-ha"`. docs/library.md tells how,
 * examples/cluster/ is such a program. Everything that is not exported here may change without notice.
 */

/** A machine, and how to log in to it. */
export type { Host } from "./components/host/host.ts";
export { inventoryHost, type InventoryHost, type SshLogin } from "./components/host/inventory.ts";
/** Have a failed login explained in one sentence with a remedy, rather than in the SSH library's words. */
export { explained } from "./components/host/explain.ts";

/** The passwords of a cluster. */
export { Credentials, type CredentialsArgs } from "./components/credentials.ts";

/** The SMS nodes, as HAProxy sees them. */
export { serversOf } from "./components/host/servers.ts";
export type { Server } from "./lib/haproxy/model.ts";

/** The nodes. Call `joinCluster` once all SMS nodes are there: without it they have no HAProxy. */
export { joinCluster, SmsNode, type SmsCredentials, type SmsNodeArgs } from "./components/smsNode.ts";
export type { FrontEnd } from "./components/smsRules.ts";
export { FeNode, type FeNodeArgs } from "./components/feNode.ts";
/** Call it last, with all nodes: until then, what a change of the configuration leaves behind stays open. */
export { retireFormer } from "./components/retire.ts";

/** Settings, times in milliseconds. What an argument leaves out has its value of these defaults. */
export { feDefaults, type FeSettings, smsDefaults, type SmsSettings } from "./components/settings.ts";
/** The failover profiles `fast` and `guide`, for the setting `failover`. */
export { profiles, type Failover } from "./lib/failover.ts";
