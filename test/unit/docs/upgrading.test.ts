// A version is named alike everywhere, and a team's repository gets from one to the next as UPGRADING.md says.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, test } from "node:test";
import { runProgram } from "../../../lib/program.ts";
import { documents, root, shellBlocks } from "../../support/documents.ts";

const text = (path: string) => readFile(join(root, path), "utf8");
const { version } = JSON.parse(await text("package.json")) as { version: string };

test("the version of package.json is the newest one in the changelog, and its own section in UPGRADING.md", async () => {
  const sections = [...(await text("CHANGELOG.md")).matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  assert.deepEqual(sections.slice(0, 2), ["Unreleased", version]);
  const upgrading = await text("UPGRADING.md");
  const [first] = [...upgrading.matchAll(/^### (\d.*)$/gm)].map(([, title]) => title);
  assert.equal(first, version);
});

test("no other version is named where one is to be copied", async () => {
  const paths = [
    ...["UPGRADING.md", "docs/library.md", "docs/releasing.md", "docs/operations/air-gapped.md"],
    ...["examples/cluster/package.json", "package-lock.json"],
  ];
  for (const path of paths) {
    const named = [
      ...(await text(path)).matchAll(
        /n2acd-ha-(\d+\.\d+\.\d+)|\bv(0\.\d+\.\d+)\b|"n2acd-ha",\n\s+"version": "(.+)"/g,
      ),
    ];
    assert.ok(named.length > 0, path);
    for (const [words, ...found] of named) assert.ok(found.includes(version), `${path}: ${words}`);
  }
});

describe("a team's repository that begins as a clone", () => {
  const blocks = shellBlocks(documents().find(({ path }) => path === "UPGRADING.md") ?? assert.fail());
  const below = (wanted: string): string =>
    blocks.find(({ heading }) => heading === wanted)?.text ?? assert.fail(wanted);
  const begin = below("A repository that begins as a clone");
  const fetched = below("Upgrade");
  let folder: string;

  const sh = async (script: string, cwd = folder): Promise<string> => {
    const author = { GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@example.net" };
    const committer = { GIT_COMMITTER_NAME: "t", GIT_COMMITTER_EMAIL: "t@example.net" };
    const env = { ...process.env, ...author, ...committer };
    const { status, stdout, stderr } = await runProgram(["sh", "-euc", script], { cwd, env });
    assert.equal(status, 0, stdout + stderr);
    return stdout.trim();
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-upgrading-"));
    await sh(`git init -q -b main upstream && cd upstream
      echo '{}' >package.json && git add . && git commit -qm 'Begin' && git tag v${version}
      echo later >unreleased && git add . && git commit -qm 'Go on'`);
  });
  after(() => rm(folder, { recursive: true }));

  it("holds the version and its own stack file", async () => {
    await sh(begin.replace("REPOSITORY", join(folder, "upstream")));
    const team = join(folder, "n2acd-ha");
    assert.equal(await sh("git describe --tags", team), `v${version}`);
    await writeFile(join(team, "Pulumi.prod.yaml"), "config: {}\n");
    await sh("git add . && git commit -qm 'Add the stack prod'", team);
  });

  it("gets the next version by a merge, and keeps its stack file", async () => {
    const next = "v9.0.0";
    await sh(
      `echo '{"version": "9.0.0"}' >package.json && git commit -qam 'Release' && git tag ${next}`,
      join(folder, "upstream"),
    );
    const team = join(folder, "n2acd-ha");
    await sh(fetched.replace(`v${version}`, next), team);
    assert.equal(await sh("cat Pulumi.prod.yaml", team), "config: {}");
    assert.match(await sh("cat package.json", team), /9\.0\.0/);
    await sh(`git merge-base --is-ancestor ${next} HEAD`, team);
  });

  it("goes back by a revert", async () => {
    const team = join(folder, "n2acd-ha");
    await sh("git revert --no-edit -m 1 HEAD", team);
    assert.equal(await sh("cat package.json Pulumi.prod.yaml", team), "{}\nconfig: {}");
  });
});
