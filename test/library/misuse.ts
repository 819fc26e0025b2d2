// What the compiler has to refuse: types that it did not find would let all of it pass.
import { FeNode, joinCluster, smsDefaults } from "n2acd-ha";

// @ts-expect-error a front end has to have a host, SMS nodes and credentials
new FeNode("fe-01", {});
// @ts-expect-error nodes, not names
joinCluster(["sms-01"]);
// @ts-expect-error a port is a number
smsDefaults.peersPort satisfies string;
// @ts-expect-error not public
await import("n2acd-ha/dist/components/host/step.js");
