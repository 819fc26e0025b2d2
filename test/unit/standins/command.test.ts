import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { Stack, type Tried } from "../../support/standins/pulumi.ts";
import { startSshd } from "../../support/standins/sshd.ts";

const sshd = await startSshd();
const stack = await Stack.create("command");
const file = (name: string) => path.join(sshd.folder, name);
const read = (name: string) => readFileSync(file(name), "utf8");

/** A command that puts its stdin into FOLDER/kept, and takes it away again. */
const keep = (stdin: string, more: Partial<Tried> = {}) => ({
  keep: {
    connection: sshd.connection,
    create: `tee ${file("kept")} && echo create >> ${file("log")}`,
    delete: `rm ${file("kept")} && echo delete >> ${file("log")}`,
    addPreviousOutputInEnv: false,
    stdin,
    ...more,
  },
});
const before3 = "global\n  maxconn 100\n  daemon\n";
const after3 = "global\n  maxconn 200\n  daemon\n";

void describe("remote.Command's stand-in", () => {
  after(async () => {
    await stack.end();
    await sshd.stop();
  });

  void test("up runs create with stdin, and its stdout is an output", async () => {
    const { code, out } = await stack.up(keep(before3));
    assert.equal(code, 0, out);
    assert.equal(read("kept"), before3);
    assert.match(out, /command 1\.2\.1: a stand-in does its work/);
    const told = await stack.run("stack", "output", "--json");
    assert.match(told.out, /maxconn 100/);
  });

  void test("the same program again changes nothing", async () => {
    const { code, out } = await stack.preview(keep(before3), "--expect-no-changes");
    assert.equal(code, 0, out);
  });

  void test("a preview shows which line of stdin changes", async () => {
    const { out } = await stack.preview(keep(after3), "--diff");
    assert.match(out, /- +maxconn 100/);
    assert.match(out, /\+ +maxconn 200/);
    assert.doesNotMatch(out, /[-+] +daemon/);
  });

  void test("a preview as JSON says update, of stdin", async () => {
    const { out } = await stack.preview(keep(after3), "--json");
    const { steps } = JSON.parse(out) as { steps: { urn: string; op: string; diffReasons?: string[] }[] };
    const step = steps.find(({ urn }) => urn.endsWith("::keep"));
    assert.deepEqual([step?.op, step?.diffReasons], ["update", ["stdin"]]);
  });

  void test("changed stdin is an update in place", async () => {
    const id = await stack.id("keep");
    const { code, out } = await stack.up(keep(after3));
    assert.equal(code, 0, out);
    assert.equal(read("kept"), after3);
    assert.equal(await stack.id("keep"), id);
    assert.equal(read("log"), "create\ncreate\n");
  });

  void test("changed triggers replace, and the old delete runs after the new create", async () => {
    const { code, out } = await stack.up(keep(after3, { triggers: ["b"] }));
    assert.equal(code, 0, out);
    assert.match(out, /1 replaced/);
    assert.equal(read("log"), "create\ncreate\ncreate\ndelete\n");
    assert.equal(existsSync(file("kept")), false);
  });

  void test("hidden diffs tell that a property changes, and not how", async () => {
    const { out } = await stack.preview(
      keep("hidden\n", { triggers: ["b"], hideDiffs: ["stdin"] }),
      "--diff",
    );
    assert.match(out, /stdin/);
    assert.doesNotMatch(out, /hidden|[-+] +maxconn/);
  });

  void test("destroy runs delete", async () => {
    await stack.up(keep(after3, { triggers: ["b"], create: `tee ${file("kept")}` }));
    assert.equal(existsSync(file("kept")), true);
    const { code, out } = await stack.run("destroy", "--yes", "--skip-preview");
    assert.equal(code, 0, out);
    assert.equal(existsSync(file("kept")), false);
  });

  void test("secrets are in neither the state nor a preview", async () => {
    const secret = {
      ...keep("", { create: "cat >/dev/null", delete: "true" }).keep,
      secretStdin: "hush-hush",
    };
    assert.equal((await stack.up({ secret })).code, 0);
    const { out } = await stack.run("stack", "export");
    assert.match(out, /ciphertext/);
    assert.doesNotMatch(out, /hush-hush|PRIVATE KEY/);
    const changed = await stack.preview({ secret: { ...secret, secretStdin: "hush-other" } }, "--diff");
    assert.match(changed.out, /stdin/);
    assert.doesNotMatch(changed.out, /hush-/);
  });
});
