// docs/operations/air-gapped.md, to the letter: what is fetched, and then, without a network, all up to a preview.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runProgram } from "../../lib/program.ts";
import { codeBlocks, documents, root, shellBlocks } from "../docs/documents.ts";

const page = (path: string) => documents().find((each) => each.path === path) ?? assert.fail(path);
const blocks = shellBlocks(page("docs/operations/air-gapped.md")).filter(
  ({ heading }) => heading === "Air-gapped install",
);
const [downloads = "", fetched = "", installed = ""] = blocks.map(({ text }) => text);
const archives = [...downloads.matchAll(/[^/\s]+\.tar\.gz$/gm)].map(([name]) => name);

/** The engine and the plugins of this clone, packed as the publishers do; and of what is here Node and npm alone. */
const pack = `
mkdir opt state pulumi-home node pulumi
cp "$(readlink -f "$(command -v pulumi)")" pulumi/
host=$(command -v pulumi-language-nodejs) || host=$(echo "$PULUMI_HOME"/plugins/language-nodejs-*/pulumi-language-nodejs)
cp "$host" pulumi/
for archive in "$@"; do
  case $archive in
    pulumi-v*) tar -czf "$archive" pulumi ;;
    *) plugin=\${archive#pulumi-}; tar -czf "$archive" -C "$PULUMI_HOME/plugins/\${plugin%-linux-*}" . ;;
  esac
done
for command in node npm; do ln -s "$(readlink -f "$(command -v $command)")" node/$command; done`;

describe("Air-gapped install", { timeout: 1_200_000 }, () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-airgapped-"));
    const { status, stderr } = await runProgram(["bash", "--norc", "-euc", pack, "pack", ...archives], {
      cwd: folder,
    });
    assert.equal(status, 0, stderr);
  });
  after(() => rm(folder, { recursive: true }));

  const run = async (words: readonly string[], script: string): Promise<string> => {
    const here = script.replaceAll("REPOSITORY", root).replaceAll("/opt", join(folder, "opt"));
    const { status, stdout, stderr } = await runProgram([...words, "bash", "--norc", "-euc", here], {
      cwd: folder,
      timeout: 600_000,
      env: {
        // How the registry is reached is this machine's matter.
        ...process.env,
        // Of this clone only its Node; Pulumi is to be the one that was carried over.
        PATH: `${join(folder, "node")}:/usr/sbin:/usr/bin:/sbin:/bin`,
        PULUMI_HOME: join(folder, "pulumi-home"),
        PULUMI_BACKEND_URL: undefined,
        PULUMI_CONFIG_PASSPHRASE: "only for tests",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
        NO_COLOR: "1",
      },
    });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  const outside = (script: string) => run([], script);
  /** With a loopback and nothing else, as on a host whose cable is out. */
  const inside = (script: string) =>
    run(["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"], script);

  it("names the versions that are in use", async () => {
    const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    assert.equal(archives.length, 3);
    for (const [name, needed] of [
      [`pulumi-v${dependencies["@pulumi/pulumi"] ?? ""}-`, downloads],
      [`pulumi-resource-command-v${dependencies["@pulumi/command"] ?? ""}-`, downloads],
      [`pulumi-resource-random-v${dependencies["@pulumi/random"] ?? ""}-`, downloads],
      [`resource command ${dependencies["@pulumi/command"] ?? ""} `, installed],
      [`resource random ${dependencies["@pulumi/random"] ?? ""} `, installed],
    ] as const)
      assert.ok(needed.includes(name), name);
  });

  it("fetches", async () => {
    await outside(fetched);
    await rm(join(folder, "n2acd-ha/node_modules"), { recursive: true });
  });

  it("installs without a network, as far as a preview", async () => {
    const written =
      codeBlocks(page("docs/install.md"), "yaml").find((text) => /smsNodes/.test(text)) ?? assert.fail();
    // As `make host-keys` leaves it.
    const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)}`;
    const inventory = written.replaceAll(/^( +)address: .*$/gm, `$&\n$1hostKey: ${key}`);
    await writeFile(join(folder, "inventory"), inventory);
    const printed = await inside(`test -z "$(ip route)"
${installed}
test "$(command -v pulumi)" = /opt/pulumi/pulumi
pulumi login 'file://${join(folder, "state")}'
pulumi stack init prod
cat ../inventory >>Pulumi.prod.yaml
pulumi preview`);
    assert.match(printed, /n2acd-ha:index:SmsNode +sms-01 +create/);
    assert.match(printed, /n2acd-ha:index:FeNode +fe-01 +create/);
  });
});
