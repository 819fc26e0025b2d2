// Rounds one after the other on a cluster that serves. The `up` that one round strikes mends what the round before left, as
// far as both are about one node: it passes that step first, and what the node runs then is what it converged to.
import { changeOf } from "./changes.ts";
import { type Cell, type Field, type Runs, touched } from "./field.ts";
import { judge, strike, type Struck } from "./play.ts";
import { nameOf, passes, type Round } from "./rounds.ts";
import { Traffic } from "./traffic.ts";

/** A round that was played, and whose node was not seen to converge yet. */
interface Open {
  readonly struck: readonly Struck[];
  readonly problems: readonly string[];
}

/** A cell whose node has converged, and what was wrong until then. */
export interface Played {
  readonly cell: Cell;
  readonly problems: readonly string[];
}

export class Chain {
  /** Of all rounds. */
  readonly problems: string[] = [];
  readonly played: Played[] = [];
  readonly #field: Field;
  #open: Open | undefined;

  constructor(field: Field) {
    this.#field = field;
  }

  async play(rounds: readonly Round[]): Promise<void> {
    for (const [i, cells] of rounds.entries()) {
      const begun = performance.now();
      const known = this.problems.length;
      try {
        await this.#play(cells, mends(rounds[i + 1], cells));
      } catch (error) {
        // The other rounds may say something yet.
        this.problems.push(`${nameOf(cells)}: ${String(error)}`);
        this.#open = undefined;
        for (const cell of cells) await this.#field.mend(cell);
        await this.#field.stack.mustUp();
      }
      const last = this.problems.slice(known);
      console.log(
        [`${nameOf(cells)}: ${Math.round((performance.now() - begun) / 1000)} s`, ...last].join("\n"),
      );
    }
  }

  async #play(cells: Round, mended: boolean): Promise<void> {
    await this.#prepare(cells);
    const { struck, problems } = await this.#round(cells, mended);
    this.problems.push(...problems);
    if (this.#open !== undefined) this.#close(() => struck[0]?.before ?? [], problems);
    this.#open = { struck, problems };
    if (mended) return;
    const nodes = {
      sms: await this.#field.runs({ kind: "sms" }),
      fe: await this.#field.runs({ kind: "fe" }),
    };
    this.#close(({ cell }) => nodes[cell.kind], []);
  }

  /** Gives the steps something to do. */
  async #prepare(cells: Round): Promise<void> {
    const { stack } = this.#field;
    const n = this.#field.another();
    for (const cell of cells) {
      const { set, undone } = changeOf(cell.step, cell.fault);
      if (set !== undefined) await stack.set(set(n));
      if (undone === undefined) continue;
      await this.#field.on(cell).run(undone);
      await stack.set({ [`repair.${touched[cell.kind]}-${cell.step}`]: String(n) });
    }
  }

  /** One struck `up`, and unless the next round mends what it leaves, the one that mends it; with users of the other nodes. */
  async #round(cells: Round, mended: boolean): Promise<Open> {
    const field = this.#field;
    const { hosts, stack } = field;
    const paths = ["/", ...(jarvisStays(cells) ? ["/n2acd-fe/jarvis-agent"] : [])];
    const traffic = new Traffic(hosts.address("sms-01"), 15_432, hosts.address("fe-02"), paths);
    const problems: string[] = [];
    try {
      const [struck, wrong] = await strike(field, cells);
      problems.push(...wrong);
      if (cells.some(({ fault }) => fault === "runner killed")) await field.unlock();
      if (!mended) await stack.mustUp();
      return { struck, problems };
    } finally {
      problems.push(...(await traffic.stop()));
    }
  }

  /** @param later what was wrong while the round's node converged. */
  #close(converged: (struck: Struck) => Runs, later: readonly string[]): void {
    const { struck, problems } = this.#open ?? { struck: [], problems: [] };
    const judged = struck.flatMap((one) => judge(one, converged(one), this.#field, true));
    this.problems.push(...judged);
    for (const { cell } of struck) this.played.push({ cell, problems: [...problems, ...judged, ...later] });
    this.#open = undefined;
  }
}

/** Whether the next round's `up` shows what the last one's node converges to. */
function mends(next: Round | undefined, last: Round): boolean {
  const [cell] = next ?? [];
  return cell !== undefined && cell.kind === last[0]?.kind && !passes("change", cell);
}

/**
 * Whether the front ends' requests to Jarvis have nothing to fear: they go to both SMS nodes, and one whose power is cut,
 * or whose Jarvis is restarted, takes its part of them along until their check notices.
 */
function jarvisStays(cells: Round): boolean {
  return cells.every(
    ({ kind, step, fault }) => kind === "fe" || (step !== "jarvis" && fault !== "host restarted"),
  );
}
