// What is warned of is what the README does not name.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { haproxy, outsideMatrix, postgresql, systems } from "../../../../tools/checkHosts/matrix.ts";

const readme = readFileSync(join(import.meta.dirname, "../../../../README.md"), "utf8");
const row = (head: string): string => readme.split("\n").find((line) => line.startsWith(`| ${head} |`)) ?? "";

test("the README's table has the versions that are not warned of", () => {
  const text = row("systems");
  assert.match(text, /Debian 11, Debian 12 and Debian 13/);
  assert.match(text, /RHEL 8 to 10, Rocky, AlmaLinux, Oracle Linux, CentOS Stream; Ubuntu 22\.04 and 24\.04/);
  assert.deepEqual(Object.keys(systems), [
    "debian",
    "ubuntu",
    "rhel",
    "rocky",
    "almalinux",
    "ol",
    "centos",
    "n2dev",
  ]);
  assert.deepEqual(
    [systems["debian"], systems["ubuntu"], systems["rhel"]],
    [
      ["11", "12", "13"],
      ["22.04", "24.04"],
      ["8", "9", "10"],
    ],
  );
  assert.ok(row("HAProxy").includes(`${haproxy.from.join(".")} to ${haproxy.to.join(".")}`));
  assert.match(row("PostgreSQL"), /\| 15; 13 and 17, as HAProxy \| the folders of 14 and 16 \|/);
  assert.ok(row("PostgreSQL").includes(`at least ${postgresql.least}, for SCRAM`));
});

const cases: readonly [facts: Record<string, string>, warns: RegExp | undefined][] = [
  [
    { os: "Debian GNU/Linux 12 (bookworm)", system: "debian 12", haproxy: "2.6.12", postgresql: "15" },
    undefined,
  ],
  [{ os: "Rocky Linux 9.4", system: "rocky 9.4", haproxy: "1.8.27", postgresql: "13" }, undefined],
  [{ os: "Ubuntu 24.04.1 LTS", system: "ubuntu 24.04", haproxy: "3.2.1" }, undefined],
  [{}, undefined],
  [{ os: "CentOS Linux 7 (Core)", system: "centos 7" }, /^CentOS Linux 7 \(Core\) is not among the versions/],
  [{ os: "Ubuntu 23.10", system: "ubuntu 23.10" }, /^Ubuntu 23\.10 is not among the versions/],
  [{ os: "Debian 10", system: "debian 10" }, /^Debian 10 is not among the versions/],
  [{ os: "Fedora Linux 41", system: "fedora 41" }, /^Fedora Linux 41 is not among the versions/],
  [{ haproxy: "1.7.3" }, /^HAProxy 1\.7\.3 is not among the versions/],
  [{ haproxy: "3.6.0" }, /^HAProxy 3\.6\.0 is not among the versions/],
  [{ postgresql: "18" }, /^PostgreSQL 18 is not among the versions/],
  [{ postgresql: "9" }, /^PostgreSQL 9 does not support SCRAM/],
];
for (const [facts, warns] of cases)
  test(`versions: ${JSON.stringify(facts)}`, () => {
    const said = outsideMatrix({ facts }).map(({ text }) => text);
    if (warns === undefined) assert.deepEqual(said, []);
    else assert.match(said.join("\n"), warns);
  });
