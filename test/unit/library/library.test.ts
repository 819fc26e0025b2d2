// What `npm pack` makes is whole, typed, and enough for the example program, which is previewed with it.
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { keys } from "../../support/samples.ts";
import { must, root } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";
import { example, install, pack } from "../../support/installed.ts";

const { archive, files } = await pack();

interface Preview {
  readonly steps: readonly {
    readonly op: string;
    readonly urn: string;
    readonly newState?: { readonly dependencies?: readonly string[] };
  }[];
}

const nameOf = (urn: string): string => urn.replace(/^.*::/, "");

describe("the package", () => {
  it("has the library with its types, and what the components read", () => {
    const assets = globSync("assets/**/*.{sh,py,awk,cfg,conf,service,sysusers}", { cwd: root });
    assert.ok(assets.length > 50);
    for (const path of ["library.js", "library.d.ts", "components/smsCluster.d.ts", ...assets])
      assert.ok(files.includes(`dist/${path}`), path);
  });

  it("has nothing else", () => {
    // The step `status` tells a host what `make status` asks there: what of tools/ says that, and what it imports.
    const wanted =
      /^(package\.json|README\.md|LICENSE|dist\/(library|(components|config|lib|steps|tools\/(status|hosts))\/[\w/]+)\.(js|d\.ts)|dist\/assets\/(agent|guard|scripts)\/[\w./@-]+)$/;
    assert.deepEqual(
      files.filter((path) => !wanted.test(path) || path.includes("__pycache__")),
      [],
    );
  });
});

describe("the example", () => {
  const node = (name: string, address: string) => ({ name, address, hostKey: keys.ed25519 });
  const config = {
    user: "deploy",
    sms: [node("sms-01", "10.0.0.11"), node("sms-02", "10.0.0.12")],
    fe: [node("fe-01", "10.0.0.21")],
  };
  let stack: Stack;

  before(async () => {
    stack = await Stack.ofProgram(example, "library", config);
    await install(archive, stack.folder);
  });
  after(() => rm(stack.folder, { recursive: true }));

  it("agrees with the package's types, and what is wrong does not", async () => {
    await copyFile(join(import.meta.dirname, "misuse.ts"), join(stack.folder, "misuse.ts"));
    const sources = ["index.ts", "misuse.ts"].map((name) => join(stack.folder, name));
    const flags = "--noEmit --strict --module nodenext --target es2024 --types node --skipLibCheck".split(
      " ",
    );
    await must("tsc", [...flags, ...sources]);
  });

  it("is previewed: every step of every node, in turn", async () => {
    const { steps } = JSON.parse(await stack.must("preview", "--json")) as Preview;
    const created = steps.filter(({ op }) => op === "create").map(({ urn }) => nameOf(urn));
    const onSms = [
      "ready",
      "packages",
      "database",
      "firewall",
      "agent",
      "guard",
      "haproxy-secrets",
      "haproxy",
      "retire",
    ];
    const onFe = ["ready", "packages", "firewall", "haproxy-secrets", "web", "retire"];
    assert.deepEqual(
      created.filter((name) => /^(sms|fe)-\d\d-/.test(name)).toSorted(),
      [
        ...["sms-01", "sms-02"].flatMap((name) => onSms.map((step) => `${name}-${step}`)),
        ...onFe.map((step) => `fe-01-${step}`),
      ].toSorted(),
    );
    const before = (name: string): string[] =>
      steps.find(({ urn }) => nameOf(urn) === name)?.newState?.dependencies?.map(nameOf) ?? [];
    for (const step of ["firewall", "guard", "haproxy-secrets", "haproxy"])
      assert.ok(before(`sms-02-${step}`).includes(`sms-01-${step}`), step);
    assert.ok(before("sms-02-agent").includes("sms-01-guard"));
    for (const guard of ["sms-01-guard", "sms-02-guard"]) assert.ok(before("sms-01-haproxy").includes(guard));
    assert.ok(before("fe-01-web").includes("sms-02-haproxy"));
    for (const node of ["sms-01", "sms-02", "fe-01"])
      for (const proven of ["sms-01-haproxy", "sms-02-haproxy", "fe-01-web"])
        assert.ok(before(`${node}-retire`).includes(proven), `${node}-retire waits for ${proven}`);
  });
});
