// What every key of a stack file does to a cluster that serves: how it is changed well, and what makes it fail at the first and at
// the second node. The order is that in which they are changed, one on top of the other.
import { agents, databases } from "./databases.ts";
import { fronts, pages, proxies } from "./proxies.ts";
import type { Row } from "./rows.ts";

const wayIn = { tested: "test/cluster/e2e/way-in.test.ts" } as const;
const statusLogin = { tested: "test/cluster/status/keys.test.ts" } as const;
const virtualAddress = { tested: "test/hosts/vip/vip.test.ts" } as const;
const membership = { tested: "test/cluster/membership/membership.test.ts" } as const;

const ofLogin = (path: string): Record<string, Row> =>
  Object.fromEntries(
    [
      "",
      ".user",
      ".port",
      ".sudo",
      ".bastion",
      ".bastion.address",
      ".bastion.port",
      ".bastion.user",
      ".bastion.hostKey",
    ].map((key) => [path + key, wayIn] as const),
  );

const ofNode = (kind: string): Record<string, Row> => ({
  [kind]: membership,
  ...Object.fromEntries(
    [".name", ".formerly", ".address"].map((key) => [`${kind}[]${key}`, membership] as const),
  ),
  [`${kind}[].hostKey`]: wayIn,
  ...ofLogin(`${kind}[].ssh`),
});

export const table: Readonly<Record<string, Row>> = {
  ...agents,
  ...databases,
  ...pages,
  ...fronts,
  ...proxies,
  ...ofNode("smsNodes"),
  ...ofNode("feNodes"),
  ...ofLogin("ssh"),
  sshPrivateKey: wayIn,
  insecurelyTrustAnyHostKey: { reaches: "no step" },
  statusKeys: statusLogin,
  "statusKeys[]": statusLogin,
  ...Object.fromEntries(
    ["", "[].name", "[].for", "[].address", "[].prefix", "[].routerId", "[].interface"].map((key) => [
      `vips${key}`,
      virtualAddress,
    ]),
  ),
  lost: membership,
  "lost[]": membership,
};

/**
 * The gravest: each took a node down once. `make test` has to end within 25 minutes, so their kin are left to `make test-changes`: `fe.port`,
 * `databases[].checkPort` and `databases[].listenPort`, whose changes take the same paths.
 */
export const worst = ["agent.port", "fe.apachePort"];
