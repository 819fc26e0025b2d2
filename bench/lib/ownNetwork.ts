import { spawnSync } from "node:child_process";

/**
 * Runs this program again in a network namespace of its own, which has a loopback interface and what the shell text `setup` adds, and
 * exits with the status of that run. Inside the namespace it returns at once.
 *
 * @param flags options of unshare besides `--net`: `-r` for a user who is not root.
 */
export function ownNetwork(flags: readonly string[], setup: string): void {
  if (process.env["N2ACD_OWN_NETWORK"] !== undefined) return;
  const script = `ip link set lo up && ${setup} && exec "$@"`;
  const argv = [...flags, "--net", "sh", "-c", script, "sh", process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, N2ACD_OWN_NETWORK: "yes" };
  process.exit(spawnSync("unshare", argv, { stdio: "inherit", env }).status ?? 1);
}
