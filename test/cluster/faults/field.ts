// Where a fault happens: a pair of SMS hosts, which of them is the primary, and clients that write all the time.
import { setTimeout as sleep } from "node:timers/promises";
import { clear } from "../../support/pair/faults.ts";
import { type Node, nodes, otherThan, type Pair } from "../../support/pair/pair.ts";
import { Psql } from "../../support/pair/psql.ts";
import { type Ack, Writer } from "../../support/pair/writer.ts";
import type { TestHost } from "../../support/exec.ts";

export class Field {
  readonly pair: Pair;
  /** The primary when the fault strikes. */
  readonly old: Node;
  /** Its standby. */
  readonly standby: Node;
  readonly writers: readonly Writer[];
  readonly begun = Date.now();
  /** When something was done first that a session may not survive. */
  struck = Infinity;
  /** When the old primary's machine went on that had stood still, if it did. */
  resumed: number | undefined;
  #psql: Psql | undefined;

  private constructor(pair: Pair, primary: Node) {
    this.pair = pair;
    this.old = primary;
    this.standby = otherThan(primary);
    this.writers = nodes.flatMap((node) =>
      [false, true].map((held) => new Writer(node, pair.address(node), { held })),
    );
  }

  /** All writers write: through each node one with a session for each row, and one that holds its session. */
  static async open(pair: Pair, primary: Node): Promise<Field> {
    const field = new Field(pair, primary);
    try {
      field.#psql = await Psql.open(pair.container(field.standby));
      await field.recovered(primary, Date.now(), 15_000);
      await sleep(Math.random() * 1000);
      return field;
    } catch (error) {
      await field.close();
      throw error;
    }
  }

  on(node: Node): TestHost {
    return this.pair.on(node);
  }

  /** Runs shell text on the primary: the fault begins. */
  async strike(command: string): Promise<void> {
    this.struck = Math.min(this.struck, Date.now());
    await this.on(this.old).run(command);
  }

  /** Gives the moment when the standby has become a primary. */
  async promote(): Promise<number> {
    this.struck = Math.min(this.struck, Date.now());
    if (this.#psql === undefined) throw new Error("no session on the standby");
    return this.#psql.promote();
  }

  /** Waits until every writer through `through` has a row of `server`; gives the milliseconds of the slowest. */
  async recovered(
    server: Node,
    since: number,
    within: number,
    through: readonly Node[] = nodes,
  ): Promise<number> {
    const writers = this.writers.filter(({ node }) => through.includes(node as Node));
    const firsts = writers.map((writer) => writer.first(this.pair.address(server), since, since + within));
    return Math.max(...(await Promise.all(firsts)).map(({ acked }) => acked - since));
  }

  get acks(): readonly Ack[] {
    return this.writers.flatMap(({ acks }) => acks).sort((a, b) => a.acked - b.acked);
  }

  async close(): Promise<void> {
    this.#psql?.end();
    await Promise.all(this.writers.map((writer) => writer.stop()));
  }

  /** A primary and its streaming standby again, whoever is the primary now. Gives that one. */
  async reset(): Promise<Node> {
    const recovering = await this.on(this.standby).run(
      "runuser -u postgres -- psql -qXAtc 'SELECT pg_is_in_recovery()'",
    );
    const primary = recovering.trim() === "f" ? this.standby : this.old;
    if (primary === this.standby) {
      await this.on(this.old).run(clear);
      await this.pair.rejoin(this.old);
    }
    await this.pair.settled(primary);
    return primary;
  }
}
