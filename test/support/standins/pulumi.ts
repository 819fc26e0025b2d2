/** Runs the real engine on a program of fixtures/, with state and settings of its own. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { types } from "@pulumi/command";

/** One command of fixtures/command. */
export interface Tried {
  readonly connection: types.input.remote.ConnectionArgs;
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly stdin?: string;
  readonly secretStdin?: string;
  readonly triggers?: string[];
  readonly addPreviousOutputInEnv?: boolean;
  readonly hideDiffs?: string[];
  /** Text of an error after which the command is run again. */
  readonly retryOn?: string;
}
export type Commands = Readonly<Record<string, Tried>>;

export interface Ran {
  readonly code: number;
  readonly out: string;
}

export interface State {
  readonly resources: readonly { readonly urn: string; readonly id?: string; readonly outputs?: object }[];
}

const root = path.resolve(import.meta.dirname, "../../..");
// The dev stacks' engine and plugins, but not their state.
const script = 'eval "$("$0"/scripts/env.sh)"; export PULUMI_BACKEND_URL="$BACKEND"; exec pulumi "$@"';

export class Stack {
  /** Holds the program, its settings and the state. */
  readonly #folder: string;
  readonly #backend: string;

  private constructor(folder: string, backend = `file://${path.join(folder, "state")}`) {
    this.#folder = folder;
    this.#backend = backend;
  }

  /** @param backend where the state goes; by default into the stack's own folder. */
  static async create(program: string, backend?: string): Promise<Stack> {
    // Inside the repository, where the program finds its packages.
    await mkdir(path.join(root, ".dev"), { recursive: true });
    const stack = new Stack(await mkdtemp(path.join(root, ".dev", "try-")), backend);
    await cp(path.join(import.meta.dirname, "fixtures", program), stack.#folder, { recursive: true });
    await mkdir(path.join(stack.#folder, "state"));
    const { code, out } = await stack.run("stack", "init", "test");
    if (code !== 0) throw new Error(`pulumi stack init failed; has scripts/setup.sh been run?\n${out}`);
    return stack;
  }

  /** Runs `pulumi ARGS...`; stdout and stderr come back as one text. */
  async run(...args: readonly string[]): Promise<Ran> {
    return this.#pulumi(args, {});
  }

  async up(what: unknown = {}): Promise<Ran> {
    return this.#pulumi(["up", "--yes", "--skip-preview"], what);
  }

  async preview(what: unknown = {}, ...flags: readonly string[]): Promise<Ran> {
    return this.#pulumi(["preview", ...flags], what);
  }

  async state(): Promise<State> {
    const { out } = await this.run("stack", "export");
    return (JSON.parse(out) as { deployment: State }).deployment;
  }

  async id(name: string): Promise<string | undefined> {
    const { resources } = await this.state();
    return resources.find((resource) => resource.urn.endsWith(`::${name}`))?.id;
  }

  /** Takes over what `pulumi stack export` printed. */
  async import(exported: string): Promise<Ran> {
    const file = path.join(this.#folder, "exported.json");
    await writeFile(file, exported);
    return this.run("stack", "import", "--file", file);
  }

  /** Destroys what is left, and forgets the stack. */
  async end(): Promise<void> {
    await this.run("destroy", "--yes", "--skip-preview");
    await this.forget();
  }

  /** Forgets the stack, and leaves alone what it made. */
  async forget(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  #pulumi(args: readonly string[], what: unknown): Promise<Ran> {
    const env = { ...process.env, TRY: JSON.stringify(what), BACKEND: this.#backend };
    const all = ["-c", script, root, "--non-interactive", "--color", "never", ...args];
    return new Promise((resolve) => {
      const child = execFile(
        "sh",
        all,
        { cwd: this.#folder, env, timeout: 120_000 },
        (_error, stdout, stderr) => {
          const machineRead = args.includes("--json") || args[1] === "export";
          resolve({ code: child.exitCode ?? -1, out: machineRead ? stdout : stdout + stderr });
        },
      );
    });
  }
}
