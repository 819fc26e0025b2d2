import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderSecrets } from "../lib/haproxy/secrets.ts";
import { peersPem } from "../lib/peersKey.ts";
import { haproxySecrets } from "../steps/haproxySecrets.ts";
import type { HostSteps } from "./host/steps.ts";

/** What {@link statsLoginStep} configures on a node. */
interface StatsLogin {
  readonly user: string;
  readonly password: pulumi.Input<string>;
  /** The secret from which the key of HAProxy's peers is made. Without it, peers do not authenticate to each other. */
  readonly peersSecret?: pulumi.Input<string> | undefined;
  /** The node's name among HAProxy's peers: the configuration is checked under that name. */
  readonly localPeer: string;
  /** The same step of the nodes that change before this one. */
  readonly after: readonly remote.Command[];
}

/** The step that installs HAProxy's secrets in files that only root can read: the login of its stats page, and its peers' key. */
export function statsLoginStep(steps: HostSteps, login: StatsLogin): remote.Command {
  const { user, localPeer, peersSecret, after } = login;
  return steps.run(haproxySecrets, {
    args: { localPeer },
    stdin: pulumi
      .all([login.password, peersSecret])
      .apply(
        ([password, secret]) =>
          renderSecrets({ user, password }) + (secret === undefined ? "" : peersPem(secret)),
      ),
    after,
  });
}
