// A host that is only played: its root is a folder, and its programs are stand-ins that note how they were called.
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { local, type Outcome } from "../exec.ts";
import { toolkit, type Shell } from "./steps.ts";

const stub = fileURLToPath(new URL("stub.sh", import.meta.url));

/** What a played host has unless a test says otherwise. */
const files = {
  "etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\nPRETTY_NAME="Rocky Linux 9.4"\n',
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
  "etc/group": "root:x:0:\n",
};
const folders = ["usr/sbin", "run/systemd/system", "etc/firewalld/zones", "var/lib"];

export class PlayedHost {
  readonly #folder: string;
  readonly #shell: Shell;

  private constructor(folder: string, shell: Shell) {
    this.#folder = folder;
    this.#shell = shell;
  }

  /** `answers` are shell text by program: what each stand-in does, with its arguments and $ROOT. */
  static async make(shell: Shell, answers: Readonly<Record<string, string>>): Promise<PlayedHost> {
    const host = new PlayedHost(await mkdtemp(join(tmpdir(), "n2acd-played-")), shell);
    for (const folder of ["bin", "answers", ...folders.map((name) => `root/${name}`)]) {
      await mkdir(join(host.#folder, folder), { recursive: true });
    }
    await copyFile(stub, join(host.#folder, "stub"));
    await chmod(join(host.#folder, "stub"), 0o755);
    for (const [path, text] of Object.entries(files)) await host.write(path, text);
    for (const [program, text] of Object.entries({ id: "echo 0", ...answers }))
      await host.answer(program, text);
    return host;
  }

  async answer(program: string, text: string): Promise<void> {
    await writeFile(join(this.#folder, "answers", program), `${text}\n`);
    await symlink("../stub", join(this.#folder, "bin", program)).catch(() => undefined);
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.#folder, "root", path)), { recursive: true });
    await writeFile(join(this.#folder, "root", path), text);
  }

  /** A file of the played root; empty when there is none. */
  read(path: string): Promise<string> {
    return readFile(join(this.#folder, "root", path), "utf8").catch(() => "");
  }

  /** Runs a step there, without any wait for what a stand-in will never do. */
  async step(name: string, action: "apply" | "undo", args: readonly string[], input = ""): Promise<Outcome> {
    return this.#run([`${toolkit}/step.sh`, name, action, "host=n1", ...args], input);
  }

  /** Runs a script there, from its stdin. */
  async script(text: string): Promise<Outcome> {
    return this.#run(["-s"], text);
  }

  /** Where a file of the played root is. */
  path(path: string): string {
    return join(this.#folder, "root", path);
  }

  async #run(argv: readonly string[], input: string): Promise<Outcome> {
    await writeFile(join(this.#folder, "calls"), "");
    const variables = {
      N2ACD_ROOT: join(this.#folder, "root"),
      ROOT: join(this.#folder, "root"),
      PLAYED_CALLS: join(this.#folder, "calls"),
      PLAYED_ANSWERS: join(this.#folder, "answers"),
      N2ACD_ROLE_WAIT: "0",
      N2ACD_LOGIN_WAIT: "0",
      N2ACD_FIREWALL_WAIT: "0",
      PATH: `${join(this.#folder, "bin")}:${process.env["PATH"] ?? ""}`,
    };
    const words = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
    return local(["env", ...words, this.#shell, ...argv], { input });
  }

  /** How the programs were called in the last step, in order, one line each; only these programs when given. */
  async calls(...programs: string[]): Promise<string[]> {
    const lines = (await readFile(join(this.#folder, "calls"), "utf8"))
      .split("\n")
      .filter((line) => line !== "");
    return programs.length === 0
      ? lines
      : lines.filter((line) => programs.includes(line.split(" ")[0] ?? ""));
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
