// scripts/release/install.sh with a bundle of made-up archives and stand-ins for npm and Pulumi: what it refuses, and that it installs
// whole or not at all. With real ones: test/cluster/runbooks/airgapped.test.ts.
import assert from "node:assert/strict";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type Ended, runProgram } from "../../../lib/program.ts";
import { root } from "../../support/documents.ts";
import { cli, plugin, version } from "./repository.ts";

const archives = [cli, plugin("command"), plugin("random"), `n2acd-ha-${version}.bundle`, "npm-cache.tar"];

// A repository, the CLI as it is published, and whatever for the rest.
const make = `
git init -q -b main program && cd program
git -c user.name=t -c user.email=t@example.net commit -q --allow-empty -m Release
git bundle create -q ../bundle/n2acd-ha-${version}.bundle HEAD
cd ../bundle
mkdir pulumi && printf '#!/bin/sh\\necho "$*" >>"$ASKED"\\n' >pulumi/pulumi && chmod +x pulumi/pulumi
tar -czf ${cli} pulumi && rm -r pulumi
mkdir npm-cache && tar -cf npm-cache.tar npm-cache && rm -r npm-cache
echo command >${plugin("command")}
echo random >${plugin("random")}
sha256sum -- * >../SHA256SUMS && mv ../SHA256SUMS .`;

describe("the bundle's installer", () => {
  let folder: string;
  const at = (...names: readonly string[]) => join(folder, ...names);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-installer-"));
    await mkdir(at("bundle"));
    await mkdir(at("bin"));
    await copyFile(join(root, "scripts/release/install.sh"), at("bundle/install.sh"));
    await command("npm", 'echo "npm $*" >>"$ASKED"');
    const { status, stderr } = await runProgram(["sh", "-euc", make], { cwd: folder });
    assert.equal(status, 0, stderr);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const command = async (name: string, script: string): Promise<void> => {
    await writeFile(at("bin", name), `#!/bin/sh\n${script}\n`);
    await chmod(at("bin", name), 0o755);
  };
  const installer = (...words: readonly string[]): Promise<Ended> =>
    runProgram(["unshare", "--net", "sh", at("bundle/install.sh"), ...words], {
      cwd: folder,
      env: { ...process.env, PATH: `${at("bin")}:${process.env["PATH"] ?? ""}`, ASKED: at("asked") },
    });
  const left = async () => (await readdir(folder)).filter((name) => name.startsWith("opt"));
  const refuses = async (words: RegExp, ...into: readonly string[]): Promise<void> => {
    const { status, stderr } = await installer(...into);
    assert.notEqual(status, 0);
    assert.match(stderr, words);
    assert.match(stderr, /What to do: /);
    assert.deepEqual(await left(), []);
  };

  it("installs without a network, and says how to go on", async () => {
    const { status, stdout, stderr } = await installer("opt");
    assert.equal(status, 0, stderr);
    assert.ok(stdout.includes(`. '${at("opt/env.sh")}'`), stdout);
    assert.deepEqual((await readdir(at("opt"))).toSorted(), ["env.sh", "n2acd-ha", "pulumi"]);
    const asked = await readFile(at("asked"), "utf8");
    assert.match(asked, /^npm ci .*--ignore-scripts .*--offline /m);
    for (const name of ["command", "random"])
      assert.match(
        asked,
        new RegExp(`^plugin install resource ${name} [0-9.]+ --file ${plugin(name)}$`, "m"),
      );
    const shell = await runProgram(["sh", "-euc", `. ${at("opt/env.sh")} && command -v pulumi`]);
    assert.equal(shell.stdout.trim(), at("opt/pulumi/pulumi"));
  });

  for (const name of archives)
    it(`refuses an altered ${name}`, async () => {
      await writeFile(at("bundle", name), "altered", { flag: "a" });
      await refuses(/FAILED[\s\S]*nothing was installed/, "opt");
      await assert.rejects(readFile(at("asked")), "something ran");
    });

  it("refuses a bundle that lacks a file", async () => {
    await rm(at("bundle/npm-cache.tar"));
    await refuses(/npm-cache\.tar[\s\S]*nothing was installed/, "opt");
  });

  it("does not use a file that the list has not", async () => {
    const sums = await readFile(at("bundle/SHA256SUMS"), "utf8");
    await writeFile(at("bundle/SHA256SUMS"), sums.replace(/^.*npm-cache\.tar\n/m, ""));
    await refuses(/no single file that is named like npm-cache/, "opt");
  });

  it("refuses a bundle for another kind of machine", async () => {
    await command("uname", "echo riscv64");
    await refuses(/another kind of machine than riscv64/, "opt");
  });

  it("refuses an old Node", async () => {
    await command("node", "case $1 in --version) echo v18.1.0 ;; *) exit 1 ;; esac");
    await refuses(/Node v18\.1\.0 is too old/, "opt");
  });

  it("wants a folder that does not exist", async () => {
    await refuses(/no folder was named/);
    await refuses(/exists already/, "bundle");
  });

  it("leaves nothing where npm fails, and installs at the next try", async () => {
    await command("npm", "exit 1");
    await refuses(/npm could not install/, "opt");
    await command("npm", "exit 0");
    await mkdir(at("opt.part/rest"), { recursive: true });
    const { status, stderr } = await installer("opt");
    assert.equal(status, 0, stderr);
    assert.deepEqual(await left(), ["opt"]);
  });
});
