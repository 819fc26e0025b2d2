// What the compiler has to refuse: types that it did not find would let all of it pass.
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { FrontEnds, SmsCluster, smsDefaults } from "n2acd-ha";

// @ts-expect-error front ends have to have hosts, SMS nodes and credentials
new FrontEnds({});
// @ts-expect-error a cluster has to have hosts and credentials
const cluster = new SmsCluster({ drained: ["sms-01"] });
// @ts-expect-error what waits for a cluster waits for its nodes
({ dependsOn: cluster }) satisfies CustomResourceOptions;
// @ts-expect-error a port is a number
smsDefaults.peersPort satisfies string;
// @ts-expect-error not public: a node by itself would be half of one
await import("n2acd-ha/dist/components/smsNode.js");
