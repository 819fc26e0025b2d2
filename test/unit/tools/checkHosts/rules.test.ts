// What up would add to a firewall is told in few words: the rules as firewalld writes them fill a screen.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { local } from "../../../support/exec.ts";

const file = join(import.meta.dirname, "../../../../tools/checkHosts/host/firewall.sh");
const told = async (where: string, ...rules: readonly string[]): Promise<string> => {
  const script = `. "$1"; tell() { printf '%s: %s' "$@"; }; foresee_rules "$2" "$3"`;
  const { stdout } = await local(["sh", "-euc", script, "sh", file, where, rules.join("\n")]);
  return stdout;
};
const rich = (rest: string, priority = "") =>
  `public rich-rule rule${priority} family="ipv4" source ${rest} accept`;

test("firewalld's ports and rules for single addresses", async () => {
  const said = await told(
    "firewalld's runtime rules",
    "public port 15432/tcp",
    rich('address="10.0.0.11" port port="5432" protocol="tcp"'),
    rich('address="fd00::12" port port="25432" protocol="tcp"', ' priority="-1"'),
    rich('address="10.0.0.22" protocol value="vrrp"'),
  );
  assert.equal(
    said,
    "change: adds to firewalld's runtime rules: public 15432/tcp; public 5432/tcp from 10.0.0.11; " +
      "public 25432/tcp from fd00::12; public protocol vrrp from 10.0.0.22",
  );
});

test("rules of ufw, as it takes them", async () => {
  assert.equal(
    await told("ufw", "allow 80/tcp", "allow from 10.0.0.11 to any port 5432 proto tcp"),
    "change: adds to ufw: allow 80/tcp; allow from 10.0.0.11 to any port 5432 proto tcp",
  );
});

test("nothing, where nothing is missing", async () => {
  assert.equal(await told("ufw"), "");
});
