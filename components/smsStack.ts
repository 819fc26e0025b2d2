import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config/problems.ts";
import { parseServers } from "../config/servers.ts";
import type { Server } from "../lib/haproxy/model.ts";

/**
 * Reads the SMS nodes of another stack of this program from its outputs. A preview reads them as well, so it shows each line that changes
 * on a front end. The output fails with a RunError if the other stack's output is no list of SMS nodes.
 *
 * @param stack its full name, `ORGANIZATION/PROJECT/STACK`, in the same backend.
 */
export function serversFrom(stack: string): pulumi.Output<readonly Server[]> {
  return new pulumi.StackReference(stack).getOutput("smsNodes").apply((output: unknown) => {
    try {
      return parseServers(stack, output);
    } catch (error) {
      throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
    }
  });
}

/** Text that is rendered from the SMS nodes, of this stack or of another one. */
export function fromServers(
  servers: readonly Server[] | pulumi.Output<readonly Server[]>,
  render: (servers: readonly Server[]) => string,
): pulumi.Input<string> {
  return pulumi.Output.isInstance(servers) ? servers.apply(render) : render(servers);
}
