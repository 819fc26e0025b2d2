import { parseConfig } from "../../config/parse.ts";
import { fePortsOf, type Topology } from "../../lib/topology/model.ts";
import { stackConfig } from "../hosts/stackConfig.ts";

/** The topology of a stack file, as `pulumi config --json` prints it; secrets are left out. */
export function inventoryOf(printed: string): Topology {
  const open = stackConfig(printed).filter(({ secret }) => !secret);
  const raw = Object.fromEntries(open.map(({ key, value }) => [key, value]));
  const { smsNodes, feNodes, databases, fe, vips } = parseConfig(raw);
  const names = (nodes: readonly { readonly name: string }[]): string[] => nodes.map(({ name }) => name);
  return {
    smsNodes: names(smsNodes),
    feNodes: names(feNodes),
    databases,
    fePorts: fePortsOf(fe.port, fe.tls?.port),
    vips: vips.map(({ name, address, for: kind }) => ({ name, address, for: kind })),
  };
}
