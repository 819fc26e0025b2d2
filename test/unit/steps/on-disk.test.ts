// What is renamed into place, backups and the journal included, is on disk before it has its name, and its folder after that: a
// host that loses power wakes up with the old file or with the new one.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { toolkitInstaller } from "../../../components/host/installer.ts";
import { hostFolder } from "../../../components/host/toolkit.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

/** Each is noted, and done. */
const answers = { sync: 'exec /usr/bin/sync "$@"', mv: 'exec /usr/bin/mv "$@"' };

/** The renames that are not between two syncs. */
function unsafe(calls: readonly string[]): string[] {
  return calls.filter(
    (call, i) =>
      call.startsWith("mv ") &&
      !(calls[i - 1]?.startsWith("sync ") === true && calls[i + 1]?.startsWith("sync ") === true),
  );
}

for (const shell of shells)
  describe(`files on disk, under ${shell}`, () => {
    it("a customer's file, its backup beside it and in the journal", async () => {
      const host = await PlayedHost.make(shell, { ...answers, systemctl: "" });
      await host.write("opt/jarvis.conf", "port = 5432\n");
      const args = [`file=${host.path("opt/jarvis.conf")}`, "match=^port", "set=port = 15432"];
      const { status, stderr } = await host.step("jarvis", "apply", args);
      assert.equal(status, 0, stderr);
      const calls = await host.calls("sync", "mv");
      const placed = calls.filter((call) => /^mv .* \.\/jarvis\.conf(\.install)?$/.test(call));
      assert.equal(placed.length, 2, calls.join("\n"));
      assert.ok(
        calls.some((call) => /^mv .*\/jarvis\/file%.*jarvis\.conf$/.test(call)),
        calls.join("\n"),
      );
      assert.deepEqual(unsafe(calls), []);
      await host.step("jarvis", "undo", args);
      assert.deepEqual(unsafe(await host.calls("sync", "mv")), []);
      await host.remove();
    });
  });

it("the toolkit", () => {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-on-disk-"));
  mkdirSync(join(folder, "bin"));
  for (const program of ["sync", "mv"]) {
    writeFileSync(
      join(folder, "bin", program),
      `#!/bin/sh\necho ${program} "$@" >>${folder}/calls\nexec /usr/bin/${program} "$@"\n`,
    );
    chmodSync(join(folder, "bin", program), 0o755);
  }
  spawnSync("sh", ["-s", "--", "nothing", "apply", "host=sms-01"], {
    input: toolkitInstaller("sms").replace(`folder=${hostFolder}`, `folder=${folder}/lib`),
    env: { ...process.env, PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` },
  });
  const calls = readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
  assert.deepEqual(unsafe(calls), []);
  assert.match(calls[0] ?? "", /^sync .*toolkit\.new\/step\.sh/);
  rmSync(folder, { recursive: true });
});
