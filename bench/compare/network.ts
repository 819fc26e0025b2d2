// Counts the traffic to and from the hosts' sshd in this machine's packet filter, whichever program it belongs to.
import { local } from "../../test/support/exec.ts";

export interface Traffic {
  /** TCP connections, including attempts that failed. */
  readonly connections: number;
  /** In both directions, with IP headers. */
  readonly bytes: number;
}

interface Ruleset {
  readonly nftables: readonly { readonly counter?: { readonly name: string } & Counted }[];
}
interface Counted {
  readonly packets: number;
  readonly bytes: number;
}

export class SshCounter {
  readonly #table: string;

  private constructor(table: string) {
    this.#table = table;
  }

  /** @param subnet of the hosts, which nothing but the measured program logs in to. */
  static async start(name: string, subnet: string): Promise<SshCounter> {
    const table = name.replaceAll("-", "_");
    const made = new SshCounter(table);
    await made.stop();
    await nft(`table inet ${table} {
      counter connections {}
      counter sent {}
      counter received {}
      chain output {
        type filter hook output priority 0;
        ip daddr ${subnet} tcp dport 22 counter name sent
        ip daddr ${subnet} tcp dport 22 tcp flags & (syn | ack) == syn counter name connections
      }
      chain input {
        type filter hook input priority 0;
        ip saddr ${subnet} tcp sport 22 counter name received
      }
    }`);
    return made;
  }

  /** Returns the traffic since the last call, or since the start. */
  async take(): Promise<Traffic> {
    const { status, stdout, stderr } = await local([
      ...["nft", "-j", "reset", "counters", "table", "inet", this.#table],
    ]);
    if (status !== 0) throw new Error(`the counters cannot be read: ${stderr}`);
    const counters = (JSON.parse(stdout) as Ruleset).nftables.flatMap(({ counter }) => counter ?? []);
    const of = (name: string): Counted =>
      counters.find((counter) => counter.name === name) ?? { packets: NaN, bytes: NaN };
    return { connections: of("connections").packets, bytes: of("sent").bytes + of("received").bytes };
  }

  async stop(): Promise<void> {
    await local(["nft", "delete", "table", "inet", this.#table]);
  }
}

async function nft(rules: string): Promise<void> {
  const { status, stderr } = await local(["nft", "-f", "-"], { input: rules });
  if (status !== 0) throw new Error(`SSH's traffic cannot be counted: ${stderr}`);
}
