/**
 * Simulates the hosts of a stack by one real sshd in a network namespace of its own, so both ends of each connection load this machine.
 * The addresses of some hosts do not answer.
 */
import { loadavg } from "node:os";
import { join } from "node:path";
import { startSshd } from "../../test/support/standins/sshd.ts";
import { stackWithoutHosts } from "../../test/support/report/stack.ts";
import { ownNetwork } from "./ownNetwork.ts";

type Stack = Awaited<ReturnType<typeof stackWithoutHosts>>;

export interface Played {
  readonly count: number;
  /** How many of the hosts do not answer. */
  readonly dead: number;
  /** Seconds until a host has answered. */
  readonly seconds: number;
  /** The path of the file that a host prints as its answer. */
  readonly canned: string;
}

/** Runs this program again in a network namespace, where 10.99.0.0/24 is this machine and packets to 10.98.0.0/24 are lost. Needs root. */
export function hostsNetwork(): void {
  ownNetwork(
    [],
    `ip route add local 10.99.0.0/24 dev lo && ip link add here arp off type veth peer name there &&
      ip addr add 10.98.0.254/24 dev here && ip link set there up && ip link set here up`,
  );
}

/** Calls `measure` with a stack whose first four hosts are SMS nodes, and the others front ends. */
export async function withManyHosts(
  name: string,
  { count, dead, seconds, canned }: Played,
  measure: (stack: Stack) => Promise<void>,
): Promise<void> {
  // With SHLVL set, bash reads no start-up file of the user who runs this.
  const sshd = await startSshd(
    ["MaxStartups 1000", "SetEnv SHLVL=2", `ForceCommand cat >/dev/null; sleep ${seconds}; cat '${canned}'`],
    "0.0.0.0",
  );
  try {
    const { port, user, hostKey } = sshd.connection;
    const node = (kind: string, i: number) => ({
      name: `${kind}-${i}`,
      address: `10.${i <= count - dead ? 99 : 98}.0.${i}`,
      hostKey: hostKey.trim(),
    });
    const nodes = Array.from({ length: count }, (_, i) => node(i < 4 ? "sms" : "fe", i + 1));
    const stack = await stackWithoutHosts(name, {
      ssh: { user, port },
      smsNodes: nodes.slice(0, 4),
      feNodes: nodes.slice(4),
      rollout: { feBatch: count },
    });
    await stack.setKey(join(sshd.folder, "user"));
    await measure(stack);
  } finally {
    await sshd.stop();
  }
}

/** The machine's load, for the line of a measurement. */
export function load(): string {
  return loadavg()[0]?.toFixed(1) ?? "";
}
