// Somebody who has the documents and nothing else: a fresh clone, in which the commands are run as they are printed.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../../../lib/program.ts";
import { documents, root, shellBlocks } from "../../../support/documents.ts";

/** What stands in a document, and what it is here: `["10.0.0.11", "172.30.149.11"]`. Longer ones first. */
export type Here = readonly (readonly [printed: string, here: string])[];

export class Operator {
  /** Holds the clone, Pulumi's own folder and the state. */
  readonly folder: string;
  readonly #here: Here;
  #where: string;

  private constructor(folder: string, here: Here) {
    this.folder = folder;
    this.#here = here;
    this.#where = folder;
  }

  /** The plugins of this clone are there already, as after an air-gapped install. */
  static async create(here: Here): Promise<Operator> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-operator-"));
    await mkdir(join(folder, "pulumi"));
    await mkdir(join(folder, "state"));
    await symlink(join(process.env["PULUMI_HOME"] ?? "", "plugins"), join(folder, "pulumi/plugins"));
    return new Operator(folder, [
      ...here,
      ["REPOSITORY", root],
      ["$HOME/.n2acd-ha-passphrase", join(folder, "passphrase")],
      ["postgres://pulumi@db.example.net/pulumi", `file://${join(folder, "state")}`],
    ]);
  }

  get clone(): string {
    return join(this.folder, "n2acd-ha");
  }

  /** Works in the clone from here on. */
  enter(): void {
    this.#where = this.clone;
  }

  /** Where the stack's passphrase is to be. */
  get passphrase(): string {
    return join(this.folder, "passphrase");
  }

  /** The stack file. */
  get stackFile(): string {
    return join(this.clone, "Pulumi.prod.yaml");
  }

  /** Runs the shell blocks below a heading of a document, in their order; not those that say that no test does. */
  async follow(path: string, heading: string): Promise<string> {
    const blocks = shellBlocks(document(path)).filter(
      (block) => block.heading === heading && block.test !== undefined,
    );
    if (blocks.length === 0) throw new Error(`${path} has no command below "${heading}"`);
    let printed = "";
    for (const { text } of blocks) printed += await this.#must(text);
    return printed;
  }

  /** Runs a command that the document shows, to the letter; `words` are what a person would answer. */
  async run(path: string, command: string, ...words: readonly string[]): Promise<string> {
    if (!document(path).text.includes(command)) throw new Error(`${path} does not say: ${command}`);
    return this.#must([command, ...words].join(" "));
  }

  /** What a person does with an editor. */
  async edit(change: (text: string) => string): Promise<void> {
    const before = await readFile(this.stackFile, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`nothing to edit in ${this.stackFile}:\n${before}`);
    await writeFile(this.stackFile, after);
  }

  /** What a document prints, as it is here. */
  here(text: string): string {
    return this.#here.reduce((all, [printed, here]) => all.replaceAll(printed, here), text);
  }

  async leave(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  async #must(command: string): Promise<string> {
    const text = this.here(command);
    // A person answers yes; nobody is here to.
    const answered = text.replace(/\bpulumi (up|destroy|cancel|stack rm)\b/g, "pulumi $1 --yes");
    const { status, stdout, stderr } = await runProgram(["bash", "--norc", "-euc", answered], {
      cwd: this.#where,
      timeout: 900_000,
      env: {
        ...process.env,
        // Within make, a make would take itself for a part of that one.
        MAKELEVEL: undefined,
        MAKEFLAGS: undefined,
        MFLAGS: undefined,
        PULUMI_HOME: join(this.folder, "pulumi"),
        PULUMI_BACKEND_URL: undefined,
        PULUMI_CONFIG_PASSPHRASE: undefined,
        PULUMI_CONFIG_PASSPHRASE_FILE: this.passphrase,
        NO_COLOR: "1",
        CI: "true",
      },
    });
    if (status !== 0) throw new Error(`status ${String(status)} from: ${text}\n${stdout}${stderr}`);
    return stdout;
  }
}

function document(path: string) {
  const found = documents().find((each) => each.path === path);
  if (found === undefined) throw new Error(`there is no ${path}`);
  return found;
}
