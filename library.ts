/**
 * What another Pulumi program uses of this project: `import { SmsCluster } from "n2acd-ha"`. docs/library.md tells how,
 * examples/cluster/ is such a program. Everything that is not exported here may change without notice.
 */

/** A machine, and how to log in to it. */
export type { Host } from "./components/host/host.ts";
export { inventoryHost, type InventoryHost, type SshLogin } from "./components/host/inventory.ts";
/** Have a failed login explained in one sentence with a remedy, rather than in the SSH library's words. */
export { explained } from "./components/host/explain.ts";

/** The passwords of a cluster. */
export { Credentials, type CredentialsArgs, type SmsCredentials } from "./components/credentials.ts";

/** The SMS nodes and their front ends: each is complete once it has been constructed. */
export { SmsCluster, type SmsClusterArgs } from "./components/smsCluster.ts";
/** Front ends of another program's SMS nodes. */
export { FrontEnds, type FrontEndsArgs } from "./components/frontEnds.ts";
/** The SMS nodes as such a program has to know them. */
export { serversOf } from "./components/host/servers.ts";
export type { Server } from "./lib/haproxy/model.ts";
/** What they consist of. */
export type { SmsNode } from "./components/smsNode.ts";
export type { FeNode } from "./components/feNode.ts";

/** Settings, times in milliseconds. What an argument leaves out has its value of these defaults. */
export { feDefaults, type FeSettings, smsDefaults, type SmsSettings } from "./components/settings.ts";
/** The failover profiles `fast` and `guide`, for the setting `failover`. */
export { profiles, type Failover } from "./lib/failover.ts";
