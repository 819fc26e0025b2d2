import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { Stack } from "../../support/standins/pulumi.ts";

const name = `n2acd-standins-${process.pid}`;
const docker = (...args: string[]) => execFileSync("docker", args, { encoding: "utf8" }).trim();
const format = (template: string) => docker("container", "inspect", "--format", template, name);
const exists = (type: string) => docker(type, "ls", "--quiet", "--filter", `name=${name}`) !== "";

/** An image of one program, so that nothing has to be pulled. */
function makeImage(): void {
  if (!existsSync("/bin/busybox"))
    throw new Error("busybox is needed: scripts/apt-packages.sh busybox-static");
  const folder = mkdtempSync(path.join(tmpdir(), "image-"));
  mkdirSync(path.join(folder, "bin"));
  for (const program of ["sleep", "cat"]) copyFileSync("/bin/busybox", path.join(folder, "bin", program));
  const tar = execFileSync("tar", ["-C", folder, "-c", "."], { maxBuffer: 64 * 1024 * 1024 });
  execFileSync("docker", ["import", "-", name], { input: tar, stdio: ["pipe", "ignore", "inherit"] });
  rmSync(folder, { recursive: true });
}

makeImage();
const stack = await Stack.create("docker");
const wanted = {
  ...{ name, image: name, subnet: "172.30.93.0/24", address: "172.30.93.7" },
  ...{ label: "one", memory: 32, length: 20 },
};

void describe("the stand-ins for docker and random", () => {
  after(async () => {
    await stack.end();
    docker("rmi", name);
  });

  void test("up makes the network, the container and its password", async () => {
    const { code, out } = await stack.up(wanted);
    assert.equal(code, 0, out);
    assert.equal(format("{{.State.Running}} {{.HostConfig.Memory}}"), `true ${32 * 1024 * 1024}`);
    const told = await stack.run("stack", "output", "--show-secrets", "--json");
    const outputs = JSON.parse(told.out) as { address: string; secret: string; hex: string };
    assert.equal(outputs.address, wanted.address);
    assert.match(outputs.hex, /^[0-9a-f]{8}$/);
    assert.match(outputs.secret, /^[A-Za-z0-9]{20}$/);
    assert.equal(docker("exec", name, "cat", "/etc/password"), outputs.secret);
    assert.doesNotMatch((await stack.run("stack", "export")).out, new RegExp(outputs.secret));
  });

  void test("the same program again changes nothing", async () => {
    const { code, out } = await stack.preview(wanted, "--expect-no-changes");
    assert.equal(code, 0, out);
  });

  void test("other memory is an update of the running container", async () => {
    const before = format("{{.Id}}");
    const { code, out } = await stack.up({ ...wanted, memory: 48 });
    assert.equal(code, 0, out);
    assert.equal(format("{{.Id}} {{.HostConfig.Memory}}"), `${before} ${48 * 1024 * 1024}`);
  });

  void test("another label makes a new container, the old one gone first", async () => {
    const before = format("{{.Id}}");
    const { code, out } = await stack.up({ ...wanted, memory: 48, label: "two" });
    assert.equal(code, 0, out);
    assert.match(out, /1 replaced/);
    assert.notEqual(format("{{.Id}}"), before);
    assert.equal(format('{{index .Config.Labels "try"}}'), "two");
  });

  void test("another length makes a new password", async () => {
    const { out } = await stack.preview({ ...wanted, memory: 48, label: "two", length: 30 }, "--diff");
    assert.match(out, /randomPassword:RandomPassword: \(replace\)/);
    assert.match(out, /length: 20 => 30/);
  });

  void test("destroy removes all of it, and a container that is gone already is fine", async () => {
    docker("rm", "--force", name);
    const { code, out } = await stack.run("destroy", "--yes", "--skip-preview");
    assert.equal(code, 0, out);
    assert.deepEqual([exists("container"), exists("network")], [false, false]);
  });
});
