// What a step says is one clean line, whatever other programs and files had to say in it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { needing, shells } from "../../support/steps/steps.ts";

const parts = needing("port");

for (const shell of shells) {
  describe(`what a step says, under ${shell}`, () => {
    /** Bytes, as latin1, of what this shell text says. */
    async function said(text: string): Promise<string> {
      const script = `export LC_ALL=C; set -eu; SAID=3 STEP=web; ${parts} parse_args host=n1; ${text}`;
      const { stdout } = await local([shell, "-c", `{ ${script}\n} 2>&1 | od -An -v -tx1`]);
      return Buffer.from(stdout.replaceAll(/\s/g, ""), "hex").toString("latin1");
    }

    for (const [what, octal] of [
      ["escape sequences", String.raw`\033[2J\007`],
      ["C1 control characters", String.raw`\302\2332J`],
      ["bytes that are no UTF-8", String.raw`\377\200`],
      ["what turns the direction of writing", String.raw`\342\200\256`],
      ["what cannot be seen", String.raw`\342\200\213\177`],
      ["carriage returns", String.raw`\rn2acd-ha:`],
      ["line feeds, which begin a line of another's", String.raw`\nn2acd-ha: n1: step web: fine`],
    ] as const) {
      it(`has no ${what}`, async () => {
        for (const say of [
          `say "$(printf 'a${octal}b')"`,
          `(fail "$(printf 'a${octal}b')" "mend it") || true`,
        ])
          assert.match(await said(say), /^[ -~]+\n$/);
      });
    }

    it("is never longer than 2 KiB, and says what to do at its end", async () => {
      const long = `"$(head -c 100000 /dev/zero | tr '\\0' a)"`;
      assert.match(await said(`say ${long}`), /^n1: web: a{1000}[ -~]{1,1048}\n$/);
      assert.match(
        await said(`(fail ${long} "mend it") || true`),
        /^n2acd-ha: [ -~]{1,2048}What to do: mend it\.\n$/,
      );
    });

    it("names no login of a URL", async () => {
      const text = await said(
        "say 'E: Failed to fetch https://me:b0rk/b0rk@b0rk@repo.example/x?token=b0rk 403 and http://repo.example/y'",
      );
      assert.equal(
        text,
        "n1: web: E: Failed to fetch https://...@repo.example/x?... 403 and http://repo.example/y\n",
      );
    });

    it("is as it was where it is plain", async () => {
      assert.equal(await said("say 'opens port 80 (tcp), 100 %'"), "n1: web: opens port 80 (tcp), 100 %\n");
    });

    it("names a process that calls itself an escape sequence", async () => {
      const folder = await mkdtemp(join(tmpdir(), "n2acd-comm-"));
      const program = join(folder, "evil\u001b[2J");
      await copyFile(process.execPath, program);
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as { port: number };
      server.close();
      const child = spawn(program, [
        "-e",
        `process.title = "x"; require("net").createServer().listen(${port}, "127.0.0.1", () => {
           require("fs").writeFileSync("/proc/self/comm", "evil\\u001b[2J"); console.log("up"); });`,
      ]);
      await once(child.stdout, "data");
      assert.match(
        await said(`say "belongs to $(port_owner ${port})"`),
        /^n1: web: belongs to evil\?\?2J\n$/,
      );
      child.kill();
      await rm(folder, { recursive: true });
    });
  });
}
