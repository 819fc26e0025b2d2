// What HAProxy offers until every node is proven: the new configuration, and what only the one before offered.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { toolkit } from "../../support/steps/steps.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "n2acd-former-"));
});
after(() => rm(folder, { recursive: true }));

/** Ports in `never` belong to somebody else by now. */
async function merged(now: string, then: string, never = ""): Promise<string> {
  const [fresh, former] = [join(folder, "now.cfg"), join(folder, "then.cfg")];
  await writeFile(fresh, now);
  await writeFile(former, then);
  const programs = ["haproxy-bind", "haproxy-former"].flatMap((name) => [
    "-f",
    join(toolkit, `files/${name}.awk`),
  ]);
  const { status, stdout, stderr } = await local([
    "awk",
    "-v",
    `never=${never}`,
    ...programs,
    ...[fresh, former, fresh],
  ]);
  assert.equal(status, 0, stderr);
  return stdout;
}

const listen = (name: string, port: number): string =>
  `listen Postgres-${name}\n    bind *:${port}\n    server sms-01 10.0.0.11:5432 check\n`;
const until = "    # Until every node is proven:\n";

describe("until every node is proven", () => {
  it("a configuration that offers the same is as it is", async () => {
    assert.equal(await merged(listen("ACD", 15_432), listen("ACD", 15_432)), listen("ACD", 15_432));
  });

  it("a section keeps the port that it had, beside its new one", async () => {
    const wanted = listen("ACD", 15_433).replace("15433\n", `15433\n${until}    bind *:15432\n`);
    assert.equal(await merged(listen("ACD", 15_433), listen("ACD", 15_432)), wanted);
    assert.equal(await merged(listen("ACD", 15_433), wanted), wanted, "after a run that failed, too");
  });

  it("a section that is no more stays while it has a port of its own", async () => {
    const both = `${listen("ACD", 15_432)}\n${listen("OLD", 15_500)}`;
    assert.equal(
      await merged(listen("ACD", 15_432), both),
      `${listen("ACD", 15_432)}\n# Until every node is proven:\n${listen("OLD", 15_500)}`,
    );
    assert.equal(
      await merged(listen("NEW", 15_432), listen("ACD", 15_432)),
      listen("NEW", 15_432),
      "renamed",
    );
  });

  it("an operator's frontend that is no more takes its backend along", async () => {
    const own =
      "frontend own\n    bind *:9000\n    default_backend own-b\nbackend own-b\n    server a 10.0.0.9:80\n";
    const kept = await merged(listen("ACD", 15_432), listen("ACD", 15_432) + own);
    assert.match(kept, /\nfrontend own\n {4}bind \*:9000\n {4}default_backend own-b\n/);
    assert.match(kept, /\nbackend own-b\n {4}server a 10\.0\.0\.9:80\n/);
  });

  it("a port that the new one binds elsewhere, or that another program gets, is not kept", async () => {
    const stats = (bind: string): string => `listen stats\n    bind ${bind}\n    stats enable\n`;
    assert.equal(await merged(stats("10.0.0.11:7000"), stats("*:7000")), stats("10.0.0.11:7000"));
    assert.equal(
      await merged(listen("ACD", 15_433), listen("ACD", 15_432), "81 15432"),
      listen("ACD", 15_433),
    );
  });

  it("HAProxy takes what comes of the real files", async () => {
    const sms = await readFile(join(import.meta.dirname, "../../support/golden/sms.cfg"), "utf8");
    const moved = sms.replace("bind *:15432", "bind *:15433").replace("bind *:7000", "bind *:7001");
    const both = await merged(moved, sms);
    assert.match(both, /bind \*:15433\n.*\n {4}bind \*:15432\n/);
    assert.match(both, /bind \*:7001\n.*\n {4}bind \*:7000\n/);
    assert.equal(both.split("\n").length, sms.split("\n").length + 4);
  });
});
