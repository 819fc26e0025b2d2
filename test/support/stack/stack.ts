// A stack of the program, with its configuration, state and passphrase in a folder of its own. The engine and its
// plugins are those of the environment.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { local, type Outcome } from "../exec.ts";
import { root } from "./pulumi.ts";

/** How a run of Pulumi ended. `text` is stdout and stderr in one, as a person sees them. */
export interface Ran extends Outcome {
  readonly text: string;
}

/** A stack's configuration, by key without the namespace. */
export type Config = Readonly<Record<string, unknown>>;

interface Exported {
  readonly deployment: { readonly resources: readonly Resource[] };
}

export interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly retainOnDelete?: boolean;
}

export class Stack {
  readonly name: string;
  /** Holds Pulumi.yaml, Pulumi.NAME.yaml and, under state/, what Pulumi keeps. */
  readonly folder: string;
  /** The project's name: the namespace of its configuration. */
  readonly #project: string;

  private constructor(folder: string, name: string, project = "n2acd-ha") {
    this.folder = folder;
    this.name = name;
    this.#project = project;
  }

  /** @param privateKey the login's private key, a file. */
  static async create(name: string, config: Config, privateKey?: string): Promise<Stack> {
    const stack = await Stack.#fresh(name);
    const runtime = { name: "nodejs", options: { typescript: false } };
    // JSON is YAML.
    await writeFile(
      join(stack.folder, "Pulumi.yaml"),
      JSON.stringify({ name: "n2acd-ha", main: "../../../index.ts", runtime }),
    );
    await stack.#begin(config, privateKey);
    return stack;
  }

  /** A stack of another program: a copy of the folder, which has the project's name. */
  static async ofProgram(program: string, name: string, config: Config, privateKey?: string): Promise<Stack> {
    const stack = await Stack.#fresh(name, basename(program));
    await cp(program, stack.folder, { recursive: true });
    await stack.#begin(config, privateKey);
    return stack;
  }

  static async #fresh(name: string, project?: string): Promise<Stack> {
    const stack = new Stack(join(root, ".dev/e2e", name), "e2e", project);
    await rm(stack.folder, { recursive: true, force: true });
    await mkdir(join(stack.folder, "state"), { recursive: true });
    return stack;
  }

  /** Another stack of the program in the same backend. */
  async beside(name: string, config: Config, privateKey?: string): Promise<Stack> {
    const stack = new Stack(this.folder, name, this.#project);
    await stack.#begin(config, privateKey);
    return stack;
  }

  async #begin(config: Config, privateKey?: string): Promise<void> {
    const values = Object.entries(config).map(([key, value]): [string, unknown] => [
      `${this.#project}:${key}`,
      value,
    ]);
    const file = { config: Object.fromEntries(values) };
    await writeFile(join(this.folder, `Pulumi.${this.name}.yaml`), JSON.stringify(file));
    await this.must("stack", "init", this.name);
    if (privateKey !== undefined) await this.setKey(privateKey);
  }

  /** Sets the login's private key, from a file. */
  async setKey(file: string): Promise<void> {
    await this.setSecret("sshPrivateKey", await readFile(file, "utf8"));
  }

  /** Sets a secret by its path. */
  async setSecret(path: string, value: string): Promise<void> {
    const words = ["config", "set", "--secret", "--path", `${this.#project}:${path}`];
    const { status, stderr } = await this.#pulumi(words, value);
    if (status !== 0) throw new Error(stderr);
  }

  /** Sets values by path, such as `feNodes[0].hostKey`. */
  async set(values: Readonly<Record<string, string>>): Promise<void> {
    const words = Object.entries(values).flatMap(([path, value]) => [
      "--plaintext",
      `${this.#project}:${path}=${value}`,
    ]);
    await this.must("config", "set-all", "--path", ...words);
  }

  /** Replaces one value whole: a list or a map. */
  async setObject(key: string, value: unknown): Promise<void> {
    const file = join(this.folder, "Pulumi.e2e.yaml");
    await this.must("config", "set", "--path", `${this.#project}:${key}`, "--plaintext", "placeholder");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("placeholder", JSON.stringify(value)));
  }

  async run(...args: readonly string[]): Promise<Ran> {
    const outcome = await this.#pulumi(args);
    return { ...outcome, text: outcome.stdout + outcome.stderr };
  }

  /** Its stdout; anything but status 0 is thrown. */
  async must(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.#pulumi(args);
    if (status !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with status ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** `pulumi up`, without the preview before it. */
  up(...flags: readonly string[]): Promise<Ran> {
    return this.run("up", "--yes", "--skip-preview", ...flags);
  }

  mustUp(...flags: readonly string[]): Promise<string> {
    return this.must("up", "--yes", "--skip-preview", ...flags);
  }

  mustDestroy(): Promise<string> {
    return this.must("destroy", "--yes", "--skip-preview");
  }

  async output<T>(name: string): Promise<T> {
    return JSON.parse(await this.must("stack", "output", name, "--json", "--show-secrets")) as T;
  }

  /** As the state has them: the same secret may be another ciphertext after each `up`. */
  async resources(...flags: readonly "--show-secrets"[]): Promise<readonly Resource[]> {
    return (JSON.parse(await this.must("stack", "export", ...flags)) as Exported).deployment.resources;
  }

  /** What `pulumi` needs in its environment to find this stack, as `env` takes it. */
  get env(): readonly string[] {
    return [`PULUMI_BACKEND_URL=file://${join(this.folder, "state")}`, "PULUMI_CONFIG_PASSPHRASE=e2e"];
  }

  /** The command that runs Pulumi on this stack. */
  argv(...args: readonly string[]): string[] {
    const flags = ["-C", this.folder, "--non-interactive", "--color", "never"];
    const stack = args[0] === "stack" && args[1] === "init" ? [] : ["--stack", this.name];
    return ["env", ...this.env, "pulumi", ...flags, ...args, ...stack];
  }

  /** The command that runs a tool of `tools/` on this stack. */
  tool(name: string, ...flags: readonly string[]): string[] {
    const file = join(root, `tools/${name}.ts`);
    return ["env", ...this.env, process.execPath, file, this.name, "--cwd", this.folder, ...flags];
  }

  #pulumi(args: readonly string[], input = ""): Promise<Outcome> {
    return local(this.argv(...args), { input, timeout: 600_000 });
  }
}
