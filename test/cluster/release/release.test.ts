// What `make release` makes, and when it refuses to. The bundle with its archives: test/cluster/runbooks/airgapped.test.ts.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { keys } from "../../support/samples.ts";
import { Stack } from "../../support/stack/stack.ts";
import { example, install } from "../../support/installed.ts";
import { cli, dependencies, plugin, Repository, version } from "./repository.ts";

interface Sbom {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly group?: string;
    readonly version: string;
  }[];
}

describe("make release", { timeout: 1_200_000 }, () => {
  let repository: Repository;
  before(async () => {
    repository = await Repository.make();
    await repository.commit();
  });
  after(() => repository.remove());
  const release = (env: NodeJS.ProcessEnv) => repository.run("scripts/release.sh", env);
  const made = (name: string) => join(repository.path, "dist/release", name);

  it("refuses changes that are not committed", async () => {
    await writeFile(join(repository.path, "later.txt"), "");
    const { status, stderr } = await release({ BUNDLE: "no" });
    await rm(join(repository.path, "later.txt"));
    assert.notEqual(status, 0);
    assert.match(stderr, /later\.txt.*What to do: commit/);
  });

  describe("without a bundle", () => {
    before(async () => {
      const { status, stderr } = await release({ BUNDLE: "no" });
      assert.equal(status, 0, stderr);
    });

    it("makes a package, an SBOM, and checksums of both", async () => {
      const files = [`n2acd-ha-${version}.cdx.json`, `n2acd-ha-${version}.tgz`];
      assert.deepEqual((await readdir(made("."))).toSorted(), ["SHA256SUMS", ...files]);
      const checked = await repository.must("cd dist/release && sha256sum --check --strict SHA256SUMS");
      assert.equal(checked, files.map((name) => `${name}: OK\n`).join(""));
    });

    it("lists in the SBOM what a user gets, and nothing that only tests need", async () => {
      const sbom = JSON.parse(await readFile(made(`n2acd-ha-${version}.cdx.json`), "utf8")) as Sbom;
      assert.deepEqual(
        [sbom.metadata.component.name, sbom.metadata.component.version],
        ["n2acd-ha", version],
      );
      const listed = sbom.components.map((each) => `${each.name}@${each.version}`);
      assert.ok(listed.length > 150, String(listed.length));
      for (const [name, wanted] of Object.entries(dependencies))
        assert.ok(listed.includes(`${name}@${wanted}`), name);
      assert.deepEqual(
        listed.filter((name) => /^(eslint|typescript-eslint|prettier)@/.test(name)),
        [],
      );
    });

    it("makes a package that the example is previewed with", async () => {
      const node = (name: string, address: string) => ({ name, address, hostKey: keys.ed25519 });
      const stack = await Stack.ofProgram(example, "release", {
        user: "deploy",
        sms: [node("sms-01", "10.0.0.11"), node("sms-02", "10.0.0.12")],
        fe: [],
      });
      await install(made(`n2acd-ha-${version}.tgz`), stack.folder);
      assert.match(await stack.must("preview"), /sms-02-retire/);
      await rm(stack.folder, { recursive: true });
    });
  });

  describe("with a bundle", () => {
    const folder = () => join(repository.path, ".dev/archives");
    before(async () => {
      await mkdir(folder(), { recursive: true });
      for (const name of [cli, plugin("command")]) await writeFile(join(folder(), name), name);
    });

    it("says which archive is not pinned, and how it gets a line", async () => {
      const { status, stderr } = await release({ DOWNLOADS: folder() });
      assert.notEqual(status, 0);
      assert.ok(stderr.includes(`ci/checksums.txt has no checksum for ${cli}`), stderr);
      assert.match(stderr, /What to do: .*add its line .*DOWNLOADS=FOLDER.*BUNDLE=no/);
    });

    it("says which archive cannot be downloaded, and from where to carry it", async () => {
      await repository.pin(folder(), cli);
      const { status, stderr } = await release({ N2ACD_DOWNLOADS: "http://127.0.0.1:9" });
      assert.notEqual(status, 0);
      assert.ok(stderr.includes(`get it from http://127.0.0.1:9/sdk/${cli}`), stderr);
      assert.doesNotMatch(stderr, /altered/);
    });

    it("says which archive the folder lacks", async () => {
      await repository.pin(folder(), plugin("command"));
      const { status, stderr } = await release({ DOWNLOADS: folder() });
      assert.notEqual(status, 0);
      assert.ok(stderr.includes(`has no ${plugin("random")}`), stderr);
    });

    it("refuses an archive that is not the pinned one, and leaves no half release", async () => {
      await writeFile(join(folder(), cli), "altered");
      const { status, stderr } = await release({ DOWNLOADS: folder() });
      assert.notEqual(status, 0);
      assert.match(stderr, /was altered, or cut on its way/);
      await assert.rejects(readdir(made(".")));
      assert.equal(await readFile(join(folder(), cli), "utf8"), "altered");
    });
  });
});
