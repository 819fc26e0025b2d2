// docs/operations/air-gapped.md: the bundle is made, and installed without a network, all up to a preview.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runProgram } from "../../../lib/program.ts";
import { codeBlocks, documents, root, shellBlocks } from "../../support/documents.ts";
import { bundle, cli, plugin, Repository, version } from "../release/repository.ts";

const page = (path: string) => documents().find((each) => each.path === path) ?? assert.fail(path);
const blocks = shellBlocks(page("docs/operations/air-gapped.md"));
/** The commands below that heading, for the kind of machine that this is. */
const below = (wanted: string): string[] =>
  blocks
    .filter(({ heading }) => heading === wanted)
    .map(({ text }) => text.replaceAll(/n2acd-ha-\S+-airgapped-linux-x64/g, bundle));
const [makes = "", checks = ""] = below("Get the bundle");
const [installs = ""] = below("Install it");

/** The engine and the plugins of this clone, packed as the publishers do; and of what is here Node and npm alone. */
const pack = `
mkdir opt state home node pulumi archives carried
cp "$(readlink -f "$(command -v pulumi)")" pulumi/
host=$(command -v pulumi-language-nodejs) || host=$(echo "$PULUMI_HOME"/plugins/language-nodejs-*/pulumi-language-nodejs)
cp "$host" pulumi/
tar -czf archives/${cli} pulumi
for archive in ${plugin("command")} ${plugin("random")}; do
  name=\${archive#pulumi-}; tar -czf "archives/$archive" -C "$PULUMI_HOME/plugins/\${name%-linux-*}" .
done
for command in node npm; do ln -s "$(readlink -f "$(command -v $command)")" node/$command; done`;

describe("Air-gapped install", { timeout: 1_800_000 }, () => {
  let folder: string;
  let repository: Repository;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-airgapped-"));
    const { status, stderr } = await runProgram(["bash", "--norc", "-euc", pack], { cwd: folder });
    assert.equal(status, 0, stderr);
    repository = await Repository.make();
    await repository.pin(join(folder, "archives"), cli, plugin("command"), plugin("random"));
  });
  after(async () => {
    await repository.remove();
    await rm(folder, { recursive: true });
  });

  const run = async (words: readonly string[], script: string, cwd = folder): Promise<string> => {
    const { status, stdout, stderr } = await runProgram([...words, "bash", "--norc", "-euc", script], {
      cwd,
      timeout: 900_000,
      env: {
        // How the registry is reached is this machine's matter.
        ...process.env,
        // Of this clone only its Node; Pulumi is to be the one that was carried over.
        PATH: `${join(folder, "node")}:/usr/sbin:/usr/bin:/sbin:/bin`,
        HOME: join(folder, "home"),
        PULUMI_HOME: undefined,
        PULUMI_BACKEND_URL: undefined,
        PULUMI_CONFIG_PASSPHRASE: "only for tests",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
        NO_COLOR: "1",
      },
    });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  /** With a loopback and nothing else, as on a host whose cable is out. */
  const inside = (script: string) => {
    const here = script.replaceAll("/opt", join(folder, "opt"));
    const up = 'ip link set lo up && test -z "$(ip route)" && exec "$@"';
    return run(["unshare", "--net", "sh", "-c", up, "sh"], here, join(folder, "carried"));
  };

  it("makes the bundle", async () => {
    // The packages that make would install first are those of this clone.
    const script = `ln -s '${root}/node_modules' node_modules
DOWNLOADS='${join(folder, "archives")}' scripts/release.sh`;
    assert.match(makes, /^make release$/m);
    assert.match(await run([], "make --dry-run release", root), /scripts\/release\.sh/);
    await run([], makes.replace("REPOSITORY", repository.path).replace("make release", script));
    await run([], `mv n2acd-ha/dist/release/{${bundle}.tar,SHA256SUMS} carried && rm -r n2acd-ha`);
  });

  it("finds the files as they were made", async () => {
    assert.equal(await inside(checks), `${bundle}.tar: OK\n`);
  });

  it("installs without a network, as far as a preview", async () => {
    const written =
      codeBlocks(page("docs/install.md"), "yaml").find((text) => /smsNodes/.test(text)) ?? assert.fail();
    // As `make host-keys` leaves it.
    const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)}`;
    const inventory = written.replaceAll(/^( +)address: .*$/gm, `$&\n$1hostKey: ${key}`);
    await writeFile(join(folder, "inventory"), inventory);
    const printed = await inside(`${installs}
test "$(command -v pulumi)" = /opt/n2acd-ha-${version}/pulumi/pulumi
test "$(git describe --tags)" = v${version}
pulumi login 'file://${join(folder, "state")}'
pulumi stack init prod
cat '${join(folder, "inventory")}' >>Pulumi.prod.yaml
pulumi preview`);
    assert.match(printed, /n2acd-ha:index:SmsNode +sms-01 +create/);
    assert.match(printed, /n2acd-ha:index:FeNode +fe-01 +create/);
  });

  it("holds the package, with which a program of one's own is previewed", async () => {
    const program = `/opt/n2acd-ha-${version}/n2acd-ha/examples/cluster`;
    await mkdir(join(folder, program, "node_modules/n2acd-ha"), { recursive: true });
    const node = (name: string, address: string) =>
      `{ name: ${name}, address: ${address}, hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)} }`;
    await writeFile(
      join(folder, "cluster"),
      `config:
  cluster:user: deploy
  cluster:sms: [${node("sms-01", "10.0.0.11")}, ${node("sms-02", "10.0.0.12")}]
  cluster:fe: [${node("fe-01", "10.0.0.21")}]
`,
    );
    const printed = await inside(`. /opt/n2acd-ha-${version}/env.sh
tar -xzf ${bundle}/n2acd-ha-${version}.tgz -C '${program}/node_modules/n2acd-ha' --strip-components=1
cd '${program}'
pulumi stack init cluster
cat '${join(folder, "cluster")}' >>Pulumi.cluster.yaml
pulumi preview`);
    assert.match(printed, /n2acd-ha:index:FeNode +fe-01 +create/);
  });
});
