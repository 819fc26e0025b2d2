/** Runs the real engine on a program of fixtures/, with state and settings of its own. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
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

const root = path.resolve(import.meta.dirname, "../..");
// The dev stacks' engine and plugins, but not their state.
const script = 'eval "$("$0"/scripts/env.sh)"; export PULUMI_BACKEND_URL="file://$STATE"; exec pulumi "$@"';

export class Stack {
  /** Holds the program, its settings and the state. */
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(program: string): Promise<Stack> {
    // Inside the repository, where the program finds its packages.
    await mkdir(path.join(root, ".dev"), { recursive: true });
    const stack = new Stack(await mkdtemp(path.join(root, ".dev", "try-")));
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

  /** Destroys what is left, and forgets the stack. */
  async end(): Promise<void> {
    await this.run("destroy", "--yes", "--skip-preview");
    await rm(this.#folder, { recursive: true });
  }

  #pulumi(args: readonly string[], what: unknown): Promise<Ran> {
    const env = { ...process.env, TRY: JSON.stringify(what), STATE: path.join(this.#folder, "state") };
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
