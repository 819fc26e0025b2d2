// A repository of its own with the files of this clone, committed and tagged: a release is made of a commit, and archives that are made
// up have to be pinned by it.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram, type Ended } from "../../../lib/program.ts";
import { root } from "../../support/documents.ts";

const identity = Object.fromEntries(
  ["AUTHOR", "COMMITTER"].flatMap((who) => [
    [`GIT_${who}_NAME`, "test"],
    [`GIT_${who}_EMAIL`, "test@example.net"],
  ]),
);

const packageFile = await readFile(join(root, "package.json"), "utf8");
export const { version, dependencies } = JSON.parse(packageFile) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

const arm = process.arch === "arm64";
export const bundle = `n2acd-ha-${version}-airgapped-linux-${arm ? "arm64" : "x64"}`;
export const cli = `pulumi-v${dependencies["@pulumi/pulumi"] ?? ""}-linux-${arm ? "arm64" : "x64"}.tar.gz`;
export const plugin = (name: string): string =>
  `pulumi-resource-${name}-v${dependencies[`@pulumi/${name}`] ?? ""}-linux-${arm ? "arm64" : "amd64"}.tar.gz`;

export class Repository {
  readonly #folder: string;
  readonly path: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, "n2acd-ha");
  }

  static async make(): Promise<Repository> {
    const made = new Repository(await mkdtemp(join(tmpdir(), "n2acd-release-")));
    await mkdir(made.path);
    await made.must(`(cd '${root}' && git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null |
      tar -cT -) | tar -x && git init -q -b main`);
    await symlink(join(root, "node_modules"), join(made.path, "node_modules"));
    return made;
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  run(script: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return runProgram(["sh", "-euc", script], {
      cwd: this.path,
      timeout: 600_000,
      env: { ...process.env, ...identity, ...env },
    });
  }

  async must(script: string, env?: NodeJS.ProcessEnv): Promise<string> {
    const { status, stdout, stderr } = await this.run(script, env);
    if (status !== 0) throw new Error(`${script} ended with ${String(status)}:\n${stdout}${stderr}`);
    return stdout;
  }

  commit(): Promise<string> {
    return this.must(`git add -A && git commit -qm 'Release' && git tag -f v${version}`);
  }

  /** Pins the archives in that folder, and commits it. */
  async pin(folder: string, ...archives: readonly string[]): Promise<void> {
    for (const archive of archives) {
      const sum = createHash("sha256")
        .update(await readFile(join(folder, archive)))
        .digest("hex");
      await this.must(`echo '${sum}  ${archive}' >>ci/checksums.txt`);
    }
    await this.commit();
  }
}
