import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { quote } from "../../lib/shell.ts";
import { sentScripts } from "../hosts/sent.ts";
import { ssh } from "../hosts/ssh.ts";
import type { Log } from "./log.ts";
import type { Member } from "./members.ts";
import type { Outage } from "./schema.ts";

const read = (...path: string[]): string => readFileSync(join(import.meta.dirname, ...path), "utf8");

/** The outage that the writers of one node met: its seconds, and the seconds from their start until they could write again. */
export interface Met {
  readonly node: string;
  readonly seconds: number;
  readonly until: number;
}

/** Milliseconds that a switchover waits for the writers to begin: a writer that begins later may miss the whole outage. */
const patience = 5000;

/** Seconds after which writers stop trying. */
const longest = 180;

function scriptFor(port: number): string {
  return [
    ...sentScripts("lib/psql.sh"),
    "meter_python=$(find_python)",
    '[ -n "$meter_python" ]',
    `exec "$meter_python" -I - "$TOOLKIT" "$STATE/database/pgpass" ${quote(String(port))} ${longest} <<'END_OF_METER'`,
    read("host/meter.py"),
    "END_OF_METER",
    "",
  ].join("\n");
}

/** Writers through the HAProxy of each node, during the whole switchover. */
export class Meters {
  readonly #give = new AbortController();
  readonly #results: Promise<Met | undefined>[];
  /** Fulfilled once each writer writes, or cannot. */
  readonly writing: Promise<unknown>;

  constructor(members: readonly Member[]) {
    const begun = members.map((member) => {
      const { promise, resolve } = Promise.withResolvers();
      const writes = (): void => {
        resolve(undefined);
      };
      return { promise, met: this.#on(member, writes).finally(writes) };
    });
    this.#results = begun.map(({ met }) => met);
    this.writing = Promise.all(begun.map(({ promise }) => promise));
  }

  async #on({ node, host, listen }: Member, heard: () => void): Promise<Met | undefined> {
    if (listen === undefined) return undefined;
    try {
      const { stdout } = await ssh(host.login, `${host.sudo ? "sudo -n " : ""}sh -s`, scriptFor(listen), {
        seconds: longest + 20,
        signal: this.#give.signal,
        heard,
      });
      const [, gap, end] = /^gap (\S+) \S+ (\S+)$/m.exec(stdout) ?? [];
      return gap === undefined ? undefined : { node, seconds: Number(gap), until: Number(end) };
    } catch {
      return undefined;
    }
  }

  /** The outages that the writers met; writers without a result yet are given `seconds` to report one. */
  async results(seconds: number): Promise<Met[]> {
    const timer = setTimeout(() => {
      this.#give.abort();
    }, seconds * 1000);
    const all = await Promise.all(this.#results);
    clearTimeout(timer);
    return all.filter((each) => each !== undefined);
  }
}

/**
 * Runs `change` while writers write, and passes what they met to `keep`, also if `change` fails. It passes a promise, because the writers
 * continue for some seconds.
 *
 * @param ago seconds for which nobody could write at the start of this command; undefined where the outage begins only now.
 */
export async function measured(
  members: readonly Member[],
  log: Log,
  ago: number | undefined,
  change: () => Promise<void>,
  keep: (outage: Promise<Outage>) => void,
): Promise<void> {
  const meters = new Meters(members);
  // Where nobody can write already, the switchover must not wait for the writers.
  if (ago === undefined) await Promise.race([meters.writing, pause(patience)]);
  const begun = log.seconds;
  try {
    await change();
  } finally {
    const lasted = (ago ?? -begun) + log.seconds;
    keep(
      meters.results(20).then((met) => {
        const nodes = met.map(({ node, seconds, until }) => ({
          node,
          seconds: round(ago === undefined ? seconds : ago + begun + until),
        }));
        return nodes.length > 0
          ? { seconds: Math.max(...nodes.map(({ seconds }) => seconds)), measured: "clients", nodes }
          : { seconds: round(lasted), measured: "stages", nodes };
      }),
    );
  }
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100;
