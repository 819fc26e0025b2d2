// What the step web leaves on a front end is no drift, and what somebody else makes of it is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mustRun, runStep } from "../../support/steps/steps.ts";
import { secrets, web } from "../../support/proxies/small/front.ts";
import { smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
before(async () => {
  small = await smallHost();
  await secrets(small);
  await mustRun(small.host, web(), "apply");
});
after(() => small.remove());

/** What drift finds, a line each, without what only a whole host has. */
async function found(): Promise<string[]> {
  const { args, input } = web();
  const script = `set -eu; TOOLKIT=/var/lib/n2acd-ha/toolkit; . $TOOLKIT/drift/look.sh
    look web host=fe-01 ${args.join(" ")} </run/drift.cfg; show web`;
  const said = await small.host.run(`cat >/run/drift.cfg; sh -c '${script}'`, { input: input ?? "" });
  return said.split("\n").filter((line) => !/^$|^end$|\tservice\t/.test(line));
}

describe("drift of a front end", () => {
  it("is nothing after an apply", async () => {
    assert.deepEqual(await found(), []);
  });
  it("is a changed file of ours in Apache's folder, without what it holds", async () => {
    await small.host.run("echo '# mine' >>/etc/apache2/conf-enabled/n2acd-ha.conf");
    const said = (await found()).join("\n");
    assert.match(said, /n2acd-ha\.conf/);
    assert.doesNotMatch(said, /X-N2acd-Client/);
    await mustRun(small.host, web(), "apply");
    assert.deepEqual(await found(), []);
  });
  it("is the Listen that HAProxy needs, gone or with another port, which up refuses before it touches anything", async () => {
    const ports = await small.host.run("cat /etc/apache2/ports.conf");
    for (const [what, becomes] of [
      ["another port", "Listen 8081"],
      ["no line", ""],
    ] as const) {
      await small.write("etc/apache2/ports.conf", ports.replace("Listen 81", becomes));
      assert.deepEqual(
        await found(),
        ["drift\tweb\tsetting\tListen 81\tin Apache's configuration\tmissing"],
        what,
      );
      const { status, stderr } = await runStep(small.host, web(), "apply");
      assert.notEqual(status, 0, what);
      assert.match(
        stderr,
        /does not listen any more on port 81.*put "Listen 81" back there, and run up again/s,
        what,
      );
    }
    await small.write("etc/apache2/ports.conf", ports);
    await mustRun(small.host, web(), "apply");
    assert.deepEqual(await found(), []);
  });
});
