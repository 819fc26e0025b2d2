// Dev hosts for a test, made by dev/cluster.sh, with a login that knows their host keys.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { local, type Outcome } from "./exec.ts";

const root = join(import.meta.dirname, "../..");
const keys = join(root, ".dev/keys");

/** What hosts have beside what all of them have. */
export interface Extras {
  /** Apache of the front ends serves HTTPS as well. */
  readonly https?: boolean;
  /** IPv6 addresses. */
  readonly six?: boolean;
}

export class Cluster {
  readonly name: string;
  readonly prefix: string;

  /** @param prefix the first three numbers of a /24 that no other test uses. */
  constructor(name: string, prefix: string) {
    this.name = name;
    this.prefix = prefix;
  }

  /** Makes the hosts, after removing what an earlier run may have left. */
  async up({ https = false, six = false }: Extras = {}): Promise<void> {
    await this.down();
    const extras = [...(https ? ["HTTPS=yes"] : []), ...(six ? ["IPV6=yes"] : [])];
    await run(["env", ...extras, join(root, "dev/cluster.sh"), "up", this.name, this.prefix]);
  }

  /** The IPv6 address with that last number, on hosts that have such. */
  six(last: number): string {
    const [, second = "", third = ""] = this.prefix.split(".");
    return `fd6e:${second}:${third}::${last}`;
  }

  async down(): Promise<void> {
    await script("dev/cluster.sh", "down", this.name);
  }

  async postgres(action: string, ...nodes: string[]): Promise<void> {
    await script("dev/postgres.sh", this.name, action, ...nodes);
  }

  /** Runs a command as deploy over ssh; the host's key must be the pinned one. Dials for at most 30 s. */
  async ssh(node: string, command: string): Promise<Outcome> {
    const address = `${this.prefix}.${String(lastNumber(node))}`;
    const folder = await mkdtemp(join(tmpdir(), "n2acd-known-"));
    try {
      const known = join(folder, "hosts");
      await writeFile(known, `${address} ${await readFile(join(keys, node, "host.pub"), "utf8")}`);
      const options = ["BatchMode=yes", "LogLevel=ERROR", "ConnectTimeout=2", `UserKnownHostsFile=${known}`];
      const flags = options.flatMap((option) => ["-o", option]);
      return await dialled(["ssh", ...flags, "-i", join(keys, "client"), `deploy@${address}`, command]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

export function lastNumber(node: string): number {
  return (node.startsWith("sms") ? 10 : 20) + Number(node.slice(-1));
}

/** Asks until the answer is as wanted, every 100 ms for at most `seconds`. */
export async function eventually<T>(
  wanted: T,
  ask: () => Promise<T>,
  { seconds = 15 }: { seconds?: number } = {},
): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  let answer = await ask();
  while (answer !== wanted && Date.now() < end) {
    await sleep(100);
    answer = await ask();
  }
  assert.equal(answer, wanted, `after ${seconds} s`);
}

async function dialled(argv: readonly string[]): Promise<Outcome> {
  const end = Date.now() + 30_000;
  for (;;) {
    const outcome = await local(argv);
    const unreached = outcome.status === 255 && /refused|timed out|No route/i.test(outcome.stderr);
    if (!unreached || Date.now() > end) return outcome;
    await sleep(100);
  }
}

function script(path: string, ...args: string[]): Promise<void> {
  return run([join(root, path), ...args]);
}

async function run(argv: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await local(argv, { timeout: 600_000 });
  assert.equal(status, 0, `${argv.join(" ")}: ${stdout}${stderr}`);
}
