// What the workflows and scripts/setup.sh download: nothing is unpacked that ci/checksums.txt does not pin.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { runProgram, type Ended } from "../../../lib/program.ts";
import { root } from "../../support/documents.ts";

const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const arm = process.arch === "arm64";
const cli = `pulumi-v${dependencies["@pulumi/pulumi"] ?? ""}-linux-${arm ? "arm64" : "x64"}.tar.gz`;
const plugin = (name: string) =>
  `pulumi-resource-${name}-v${dependencies[`@pulumi/${name}`] ?? ""}-linux-${arm ? "arm64" : "amd64"}.tar.gz`;

/** A CLI that writes down what it was asked. */
function archive(folder: string): Buffer {
  const made = join(folder, "made");
  mkdirSync(join(made, "pulumi"), { recursive: true });
  writeFileSync(join(made, "pulumi/pulumi"), `#!/bin/sh\necho "$*" >>'${folder}/asked'\n`, { mode: 0o755 });
  return execFileSync("tar", ["-cz", "-C", made, "pulumi"]);
}

describe("ci/pulumi.sh", () => {
  const served = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const content = served.get(request.url ?? "");
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  let folder: string;
  before(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  after(() => server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "n2acd-ci-"));
    cpSync(join(root, "ci"), join(folder, "ci"), { recursive: true });
    cpSync(join(root, "package.json"), join(folder, "package.json"));
    served.clear();
    served.set(`/sdk/${cli}`, archive(folder));
    for (const name of ["command", "random"]) served.set(`/plugins/${plugin(name)}`, Buffer.from(name));
  });

  const line = (path: string) =>
    `${createHash("sha256")
      .update(served.get(path) ?? "")
      .digest("hex")}  ${path.split("/").at(-1) ?? ""}\n`;
  const pins = (...lines: readonly string[]) => {
    writeFileSync(join(folder, "ci/checksums.txt"), `# pins\n${lines.join("")}`);
  };
  async function run(...words: readonly string[]): Promise<Ended> {
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, N2ACD_DOWNLOADS: `http://127.0.0.1:${port}`, TMPDIR: folder };
    return runProgram([join(folder, "ci/pulumi.sh"), join(folder, "cli"), ...words], { env });
  }
  const asked = () => (existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8") : "");
  const all = () => [...served.keys()].map(line);

  test("takes a line below the list of what is wanted, which names the same archive", async () => {
    const head = readFileSync(join(root, "ci/checksums.txt"), "utf8").replaceAll(/^[^#].*\n/gm, "");
    assert.ok(head.includes(` ${cli}`));
    pins(head, ...all());
    const { status, stderr } = await run();
    assert.equal(status, 0, stderr);
  });

  test("unpacks what is pinned, and nothing else is left", async () => {
    pins(...all());
    const { status, stderr } = await run("command", "random");
    assert.equal(status, 0, stderr);
    assert.match(
      asked(),
      /^plugin install resource command \S+ --file \S+\nplugin install resource random \S+ --file \S+\n$/,
    );
    assert.ok(existsSync(join(folder, "cli/pulumi/pulumi")));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("tmp.")),
      [],
    );
    rmSync(folder, { recursive: true });
  });

  for (const [what, change, says] of [
    [
      "was altered",
      () => served.set(`/sdk/${cli}`, Buffer.concat([archive(folder), Buffer.from("x")])),
      /is not the archive/,
    ],
    ["was cut", () => served.set(`/sdk/${cli}`, archive(folder).subarray(0, 50)), /is not the archive/],
    [
      "has no checksum",
      () => {
        pins(line(`/plugins/${plugin("command")}`));
      },
      /has no checksum for pulumi-v/,
    ],
    [
      "has two",
      () => {
        pins(...all(), line(`/plugins/${plugin("random")}`).replace(plugin("random"), cli));
      },
      /has no checksum for pulumi-v/,
    ],
    [
      "has a checksum that is cut",
      () => {
        pins(all().join("").replaceAll(/^..../gm, ""));
      },
      /has no checksum for pulumi-v/,
    ],
    [
      "has a checksum in a comment",
      () => {
        pins(...all().map((each) => `# ${each}`));
      },
      /has no checksum for pulumi-v/,
    ],
  ] as const) {
    test(`refuses a CLI that ${what}`, async () => {
      pins(...all());
      change();
      const { status, stderr } = await run("command", "random");
      assert.notEqual(status, 0);
      assert.match(stderr, says);
      assert.ok(!existsSync(join(folder, "cli/pulumi")));
      assert.equal(asked(), "");
      rmSync(folder, { recursive: true });
    });
  }

  test("refuses a plugin that was altered", async () => {
    pins(...all());
    served.set(`/plugins/${plugin("random")}`, Buffer.from("Random"));
    const { status, stderr } = await run("command", "random");
    assert.notEqual(status, 0);
    assert.match(stderr, /pulumi-resource-random-\S+ is not the archive/);
    assert.doesNotMatch(asked(), /random/);
    rmSync(folder, { recursive: true });
  });
});

test("workflows and setup get Pulumi by no other way, and the engine downloads nothing itself", () => {
  const files = [
    "ci/github/drift.yml",
    "ci/github/preview.yml",
    "ci/github/up.yml",
    "ci/gitlab/n2acd-ha.yml",
  ];
  for (const name of files) {
    const text = readFileSync(join(root, name), "utf8");
    assert.match(text, /ci\/pulumi\.sh \S+ command random/);
    assert.match(text, /PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true"/);
    assert.doesNotMatch(text, /pulumi\/actions|pulumi\/setup|curl|wget|get\.pulumi\.com/, name);
  }
  for (const name of readdirSync(join(root, "scripts/setup"))) {
    const text = readFileSync(join(root, "scripts/setup", name), "utf8");
    assert.doesNotMatch(text, /PulumiCommand\.install|plugin install|curl |wget /, name);
  }
});

test("what is pinned is in use", () => {
  const pinned = [
    ...readFileSync(join(root, "ci/checksums.txt"), "utf8").matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm),
  ];
  const node = /NODE_PIN=(\S+)/.exec(readFileSync(join(root, "scripts/lib.sh"), "utf8"))?.[1] ?? "";
  const versions = Object.values(dependencies);
  for (const [, , name = ""] of pinned) {
    const version = /[-v](\d+\.\d+\.\d+)[-.]/.exec(name)?.[1] ?? "";
    assert.ok(name.startsWith("node-") ? version === node : versions.includes(version), name);
  }
});
