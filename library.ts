/**
 * What other Pulumi programs can use of this project: `import { SmsCluster } from "n2acd-ha"`. docs/library.md explains it, and
 * examples/cluster/ is such a program. Everything that is not exported here may change without notice.
 */

/** A machine, and how to log in to it. */
export type { Host } from "./components/host/host.ts";
export { inventoryHost, type InventoryHost, type SshLogin } from "./components/host/inventory.ts";
/** Explains a failed login in one sentence with a remedy, in place of the SSH library's message. */
export { explained } from "./components/host/explain.ts";

/** The passwords of a cluster. */
export { Credentials, type CredentialsArgs, type SmsCredentials } from "./components/credentials.ts";

/** The SMS nodes and their front ends: each is complete once it has been constructed. */
export { SmsCluster, type SmsClusterArgs } from "./components/smsCluster.ts";
/** Front ends whose SMS nodes belong to another program. */
export { FrontEnds, type FrontEndsArgs } from "./components/frontEnds.ts";
/** The SMS nodes in the form that `FrontEnds` of another program needs. */
export { serversOf } from "./components/host/servers.ts";
export type { Server } from "./lib/haproxy/model.ts";
/** The types of the nodes that a cluster consists of. */
export type { SmsNode } from "./components/smsNode.ts";
export type { FeNode } from "./components/feNode.ts";

/** Settings, with times in milliseconds. An argument that is left out has its value from these defaults. */
export { feDefaults, type FeSettings, smsDefaults, type SmsSettings } from "./components/settings.ts";
/** The failover profiles `fast` and `guide`, for the setting `failover`. */
export { profiles, type Failover } from "./lib/failover.ts";
