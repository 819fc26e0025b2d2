import { spawnSync } from "node:child_process";

/**
 * Runs this program again in a network of its own, which has a loopback and what `setup` adds to it, and ends as that does.
 * There it returns at once.
 *
 * @param flags of unshare, besides `--net`: `-r` for whoever is not root.
 */
export function ownNetwork(flags: readonly string[], setup: string): void {
  if (process.env["N2ACD_OWN_NETWORK"] !== undefined) return;
  const script = `ip link set lo up && ${setup} && exec "$@"`;
  const argv = [...flags, "--net", "sh", "-c", script, "sh", process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, N2ACD_OWN_NETWORK: "yes" };
  process.exit(spawnSync("unshare", argv, { stdio: "inherit", env }).status ?? 1);
}
