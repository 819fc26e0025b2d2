import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderSecrets } from "../lib/haproxy/secrets.ts";
import type { HostSteps } from "./host/steps.ts";

/** What {@link statsLoginStep} tells a node's HAProxy. */
interface StatsLogin {
  readonly user: string;
  readonly password: pulumi.Input<string>;
  /** What HAProxy is called among its peers: it is checked under that name. */
  readonly localPeer: string;
  /** The same step of the nodes that change before this one. */
  readonly after: readonly remote.Command[];
}

/** The step that brings HAProxy the login of its stats page, in a file for root only. */
export function statsLoginStep(steps: HostSteps, login: StatsLogin): remote.Command {
  const { user, localPeer, after } = login;
  return steps.run("haproxy-secrets", {
    words: [`local_peer=${localPeer}`],
    stdin: pulumi.output(login.password).apply((password) => renderSecrets({ user, password })),
    secret: true,
    after,
  });
}
