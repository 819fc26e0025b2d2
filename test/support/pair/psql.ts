// A superuser's session on a host that is open before it is needed, so that asking costs no start of a process.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export class Psql {
  readonly #psql;
  readonly #lines;

  private constructor(containerName: string) {
    const command = ["runuser", "-u", "postgres", "--", "psql", "-qXAt"];
    this.#psql = spawn("docker", ["exec", "-i", containerName, ...command]);
    this.#lines = createInterface(this.#psql.stdout)[Symbol.asyncIterator]();
  }

  static async open(containerName: string): Promise<Psql> {
    const psql = new Psql(containerName);
    await psql.ask("SELECT 1");
    return psql;
  }

  /** The first value of the answer. */
  async ask(sql: string): Promise<string> {
    this.#psql.stdin.write(`${sql};\n`);
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error(`psql ended instead of answering ${sql}`);
    return value;
  }

  /** Makes the standby a primary and gives the time, as Date.now(), when it first says that it is one. */
  async promote(): Promise<number> {
    // Waiting inside pg_promote() would look every 100 ms only.
    await this.ask("SELECT pg_promote(false)");
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
      if ((await this.ask("SELECT pg_is_in_recovery()")) === "f") return Date.now();
      await sleep(5);
    }
    throw new Error("the standby is still one 30 s after it was promoted");
  }

  end(): void {
    this.#psql.stdin.end();
  }
}
