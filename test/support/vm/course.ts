// All stages once, one after the other, with the disk as a power cut would leave it at moments that are spread over each of them.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { local } from "../exec.ts";
import { snapshot, type Snapshot } from "../snapshot.ts";
import { pushToolkit, toolkit } from "../steps/steps.ts";
import { type Cut, cutDuring } from "./cut.ts";
import type { Kind, Stage } from "./calls.ts";
import { look, type Reference } from "./look.ts";
import { type Disk, Machine, type Made } from "./machine.ts";

export interface Played extends Reference {
  readonly seconds: number;
  readonly cuts: readonly Cut[];
}

/** The machine on which the stages are played stands still between them. What was played is kept, also for the next run of the tests. */
export class Course {
  readonly #made: Made;
  readonly #name: string;
  readonly #stages: readonly Stage[];
  readonly #folder: string;
  #machine: Machine | undefined;
  #before: Snapshot = {};

  private constructor(made: Made, name: string, stages: readonly Stage[], folder: string) {
    this.#made = made;
    this.#name = name;
    this.#stages = stages;
    this.#folder = folder;
  }

  /** Stages that other scripts have played are played again. */
  static async open(made: Made, kind: Kind, stages: readonly Stage[]): Promise<Course> {
    const folder = join(made.image, `${kind}-${await fingerprint(stages)}`);
    await mkdir(folder, { recursive: true });
    return new Course(made, `${kind}-01`, stages, folder);
  }

  /** The whole host as it was before the first stage. */
  found(): Promise<Snapshot> {
    return this.#kept("found", async () => snapshot((await this.#standsAt(0)).host.run));
  }

  /** That stage, after all those before it. */
  async played(i: number): Promise<Played> {
    await this.found();
    for (let before = 0; before < i; before++) await this.#kept(`${before}`, () => this.#play(before));
    return this.#kept(`${i}`, () => this.#play(i));
  }

  async close(): Promise<void> {
    await this.#machine?.kill();
  }

  async #play(i: number): Promise<Played> {
    const stage = this.#stages[i];
    if (stage === undefined) throw new Error(`there is no stage ${i}`);
    const machine = await this.#standsAt(i);
    await machine.host.run("sync; : >/run/written");
    await machine.writeTo(this.#disk(i));
    const during = await cutDuring(machine, stage, join(this.#folder, `${i}-`));
    const written = (await machine.host.run("cut -c1-16 /run/written | sort -u")).trim().split("\n");
    const after = await look(machine.host);
    await machine.host.run("sync");
    const played = { ...during, before: this.#before, after, written };
    this.#before = after;
    await machine.stand();
    return played;
  }

  /** The machine as it stands before that stage. */
  async #standsAt(i: number): Promise<Machine> {
    if (this.#machine !== undefined) {
      await this.#machine.goOn();
      return this.#machine;
    }
    const fresh: Disk = { file: join(this.#made.image, "disk.raw"), format: "raw" };
    const from: Disk = i === 0 ? fresh : { file: this.#disk(i - 1), format: "qcow2" };
    const machine = await Machine.boot(this.#made, this.#name, from, join(this.#folder, `boot-${i}.qcow2`));
    this.#machine = machine;
    await machine.booted();
    if (i === 0) {
      await pushToolkit(machine.host);
      await machine.host.run(record);
    }
    this.#before = await look(machine.host);
    return machine;
  }

  #disk(i: number): string {
    return join(this.#folder, `${i}.qcow2`);
  }

  async #kept<T>(name: string, make: () => Promise<T>): Promise<T> {
    const file = join(this.#folder, `${name}.json`);
    const read = await readFile(file, "utf8").catch(() => undefined);
    if (read !== undefined) return JSON.parse(read) as T;
    const made = await make();
    await writeFile(file, JSON.stringify(made));
    return made;
  }
}

/** Has the step note the sum of each version of a file that it puts in its place. */
const record = `cd /var/lib/n2acd-ha/toolkit/lib && sed -i 's/^place_write() {/place_write_it() {/' place.sh &&
printf '%s\\n' 'place_write() {' '  sha256sum <"$1" >>/run/written' '  place_write_it "$@"' '}' >>place.sh`;

async function fingerprint(stages: readonly Stage[]): Promise<string> {
  const list = `cd ${toolkit}/.. && find . -type f | LC_ALL=C sort | xargs sha256sum`;
  const { stdout } = await local(["sh", "-c", list]);
  return createHash("sha256").update(stdout).update(JSON.stringify(stages)).digest("hex").slice(0, 12);
}
