import { type AppliedHost, appliedHosts } from "./applied.ts";
import { pulumiSays } from "./pulumi.ts";

/**
 * The hosts of a stack, from its state.
 *
 * @param place which stack, for `pulumi`: `--stack prod` and the like.
 * @throws Error when it has none: nothing was looked at then, which is not the same as that all is well.
 */
export function hostsOf(stack: string, place: readonly string[]): AppliedHost[] {
  const hosts = appliedHosts(pulumiSays("stack", "export", "--show-secrets", ...place));
  if (hosts.length > 0) return hosts;
  throw new Error(
    `the state of the stack ${stack} has no host. Run pulumi up first; if that was done, pulumi whoami --verbose says which backend was asked`,
  );
}
