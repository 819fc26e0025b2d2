import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Server } from "../lib/haproxy/model.ts";
import { renderTls } from "../lib/haproxy/tls.ts";
import { proofWords } from "../lib/rollout.ts";
import type { HostSteps } from "./host/steps.ts";
import type { FeSettings } from "./settings.ts";
import { fromServers } from "./smsStack.ts";

/** The step that gives the front end's HTTPS to HAProxy; none where Apache keeps it. It comes after the step `web`. */
export function tlsStep(
  steps: HostSteps,
  settings: FeSettings,
  smsNodes: readonly Server[] | pulumi.Output<readonly Server[]>,
): remote.Command[] {
  const { tls, port, jarvis, drainPrimary, failover, settle } = settings;
  if (tls === undefined) return [];
  return [
    steps.run("tls", {
      words: [
        `listen=${tls.port}`,
        `apache=${tls.apachePort}`,
        `path=${jarvis.path}`,
        ...(tls.redirect === true ? [`redirect=${port}`] : []),
        ...(drainPrimary ? ["drain_primary=yes"] : []),
        ...proofWords(failover, settle, 10),
      ],
      stdin: fromServers(smsNodes, (servers) =>
        renderTls({ ...settings, smsNodes: servers, stack: pulumi.getStack() }, tls),
      ),
    }),
  ];
}
