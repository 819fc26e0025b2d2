import * as pulumi from "@pulumi/pulumi";
import { batches } from "../lib/rollout.ts";
import { stepNames } from "../steps/all.ts";
import { FeNode, type FeNodeArgs } from "./feNode.ts";
import type { Host } from "./host/host.ts";
import { LostNode } from "./lostNode.ts";
import { feDefaults, type FeSettings } from "./settings.ts";
import { warnOfCertificates } from "./tls.ts";

/** Arguments of {@link FrontEnds}. A setting of `FeSettings` that is left out has the guide's value. */
export interface FrontEndsArgs
  extends Partial<FeSettings>, Pick<FeNodeArgs, "smsNodes" | "credentials" | "feCertificates"> {
  /** The machines, in the order in which they change. Apache has to run on each already, on port 80. */
  hosts: readonly Host[];
  /** Machines that can no longer be reached: nothing is run there, and nothing undone. Default: none. */
  lost?: readonly Host[];
  /** Certificates of single front ends, by the host's name, in addition to `feCertificates`, which apply to all of them. Default: none. */
  feNodeCertificates?: pulumi.Input<Readonly<Record<string, readonly string[]>>> | undefined;
}

/**
 * Front ends whose SMS nodes belong to another program; `smsNodes` names these. For front ends of the same program, use the argument
 * `frontEnds` of its `SmsCluster`: they then wait for the SMS nodes, and the last step of the SMS nodes waits for them.
 *
 * The front ends change batch by batch, and each batch is proven to serve before the next one changes. This class is no resource. Each of
 * its `feNodes` is one, at the top of the stack or under the parent in `opts`, which apply to each of them.
 *
 * @throws RunError if `batch` or `canary` is not a whole number in its range.
 */
export class FrontEnds {
  /** In the order of `hosts`. */
  readonly feNodes: readonly FeNode[];

  constructor(args: FrontEndsArgs, opts?: pulumi.ComponentResourceOptions) {
    const allProven = Promise.withResolvers<readonly pulumi.Resource[]>();
    const settings = { ...completed(args), afterSms: [], allProven: allProven.promise };
    this.feNodes = feNodes(settings, opts);
    allProven.resolve(this.feNodes.map(({ proven }) => proven));
  }
}

/**
 * Adds the defaults of what was left out.
 * @throws RunError if `batch` is not a whole number from 1, or `canary` from 0.
 */
export function completed<Args extends Partial<FrontEndsArgs>>(args: Args): FeSettings & Args {
  const settings = { ...feDefaults, ...args };
  const { batch, canary } = settings;
  if (batch < 1 || canary < 0 || !Number.isInteger(batch) || !Number.isInteger(canary))
    throw new pulumi.RunError(
      `frontEnds: batch is ${batch} and canary ${canary}: give whole numbers, from 1 and from 0`,
    );
  return settings;
}

/** Creates the front ends, batch by batch, keeps those in `lost` in the state, and warns about certificates that end soon. */
export function feNodes(
  {
    hosts,
    lost = [],
    feNodeCertificates: ofNodes,
    ...common
  }: Omit<FeNodeArgs, "feNodes"> & Pick<FrontEndsArgs, "hosts" | "lost" | "feNodeCertificates">,
  opts?: pulumi.ComponentResourceOptions,
): FeNode[] {
  const args = { ...common, feNodes: hosts };
  const { feCertificates: ofAll } = args;
  if (ofAll !== undefined) warnOfCertificates(ofAll, "feCertificates");
  if (ofNodes !== undefined)
    pulumi.output(ofNodes).apply((byNode) => {
      for (const [node, texts] of Object.entries(byNode))
        warnOfCertificates(texts, `feNodeCertificates["${node}"]`);
    });
  const certificatesOf = ({ name }: Host) =>
    ofNodes === undefined
      ? ofAll
      : pulumi
          .secret(pulumi.all([ofAll ?? [], ofNodes]))
          .apply(([all, own]) => [...all, ...(own[name] ?? [])]);
  const all: FeNode[] = [];
  let after: readonly FeNode[] = [];
  for (const each of batches(hosts, args.batch, args.canary)) {
    after = each.map(
      (host) => new FeNode(host, { ...args, feCertificates: certificatesOf(host) }, after, opts),
    );
    all.push(...after);
  }
  for (const host of lost) new LostNode(host, "FeNode", stepNames("fe", args), opts);
  return all;
}
