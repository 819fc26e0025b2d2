import { type AppliedHost, appliedHosts } from "./applied.ts";
import { type Place, pulumiSays } from "./pulumi.ts";

/**
 * The hosts of a stack, from its state.
 *
 * @throws Error when it has none: then nothing was checked, which does not mean that all is well.
 */
export async function hostsOf(place: Place): Promise<AppliedHost[]> {
  const hosts = appliedHosts(await pulumiSays(place, "stack", "export", "--show-secrets"));
  if (hosts.length > 0) return hosts;
  throw new Error(
    `the state of the stack ${place.stack} has no host. Run pulumi up first; if that was done, pulumi whoami --verbose says which backend was asked`,
  );
}
