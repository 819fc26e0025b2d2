import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderSecrets } from "../lib/haproxy/secrets.ts";
import { peersPem } from "../lib/peersKey.ts";
import { haproxySecrets } from "../steps/haproxySecrets.ts";
import type { HostSteps } from "./host/steps.ts";

/** What {@link statsLoginStep} tells a node's HAProxy. */
interface StatsLogin {
  readonly user: string;
  readonly password: pulumi.Input<string>;
  /** From which peers know each other. Without it they are not told apart. */
  readonly peersSecret?: pulumi.Input<string> | undefined;
  /** What HAProxy is called among its peers: it is checked under that name. */
  readonly localPeer: string;
  /** The same step of the nodes that change before this one. */
  readonly after: readonly remote.Command[];
}

/** The step that brings HAProxy its secrets, in files for root only: the login of its stats page, and its peers' key. */
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
