// A preview that failed is reported as that, also where Pulumi itself gives the reason on its standard error alone.
import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { previewed, previewIn, previewOf } from "../../../../tools/report/source.ts";

const words = "error: no language plugin 'pulumi-language-nodejs' found";
const stack = { op: "same", urn: "urn:pulumi:prod::n2acd-ha::pulumi:pulumi:Stack::n2acd-ha-prod" };

describe("a preview that failed", () => {
  let folder = "";
  const path = process.env["PATH"] ?? "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-source-"));
    process.env["PATH"] = `${folder}:${path}`;
  });
  after(async () => {
    process.env["PATH"] = path;
    await rm(folder, { recursive: true });
  });
  const pulumi = async (json: string, status: number) => {
    const file = join(folder, "pulumi");
    await writeFile(file, `#!/bin/sh\nprintf '%s\\n' '${json}'\necho "${words}" >&2\nexit ${status}\n`);
    await chmod(file, 0o755);
  };

  for (const [name, json] of [
    ["before the program ran", "{}"],
    ["after it saw resources", JSON.stringify({ steps: [stack], changeSummary: { same: 1 } })],
    ["with no JSON at all", ""],
  ] as const)
    test(name, async () => {
      await pulumi(json, 255);
      const report = await previewOf({ stack: "prod", cwd: folder });
      assert.equal(report.failed, true);
      assert.match(report.markdown, /the preview failed[^]*no language plugin/);
      await assert.rejects(previewed({ stack: "prod", cwd: folder }), /no language plugin/);
    });

  test("in a file: the reason is not there, and where to find it is", async () => {
    const file = join(folder, "prod.json");
    await writeFile(file, "{}\n");
    const report = await previewIn(file);
    assert.equal(report.failed, true);
    assert.match(report.markdown, /Run pulumi preview: it says why/);
  });

  test("and one without a change did not fail, though its file has no steps", async () => {
    const json = JSON.stringify({ changeSummary: { same: 51 } });
    await pulumi(json, 0);
    assert.match((await previewOf({ stack: "prod", cwd: folder })).markdown, /nothing changes/);
    await writeFile(join(folder, "prod.json"), json);
    assert.equal((await previewIn(join(folder, "prod.json"))).failed, false);
  });
});
