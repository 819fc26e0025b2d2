/**
 * Collects the host keys of a stack's machines, shows them, and writes those that the user confirms into the stack file:
 *
 *   node tools/host-keys.ts STACK [--expect NAME=SHA256:... ...] [--cwd FOLDER]
 *
 * With --expect nobody is asked: exactly the keys with these fingerprints are written. Status 0: every machine's key is in
 * the file. 1: not all of them are. 3: the file could not be read.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { parseDocument } from "yaml";
import { printable } from "../lib/printable.ts";
import { runProgram } from "../lib/program.ts";
import { collect, fingerprint, type Shown } from "./hostKeys/collect.ts";
import { placesOf, withKeys } from "./hostKeys/places.ts";
import { command } from "./outcome.ts";

await command("host-keys", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { expect: { type: "string", multiple: true }, cwd: { type: "string", default: "." } },
  });
  const [stack] = positionals;
  if (stack === undefined) throw new Error("say which stack: make host-keys STACK=prod");
  const file = join(values.cwd, `Pulumi.${stack.split("/").at(-1) ?? stack}.yaml`);
  if (!existsSync(file))
    throw new Error(
      `there is no ${file}. Is the stack called ${stack}? pulumi stack init ${stack} makes one, and its file`,
    );
  const text = readFileSync(file, "utf8");
  const places = placesOf(parseDocument(text));
  if (places.length === 0)
    throw new Error(
      `${file} names no host: add smsNodes and feNodes first (docs/install.md, "The inventory")`,
    );
  const shown = await collect(
    places,
    places.some(({ through }) => through) ? await privateKey(stack, values.cwd) : undefined,
  );
  for (const each of shown) console.log(told(each));

  const wanted = shown.filter(({ state }) => state === "new" || state === "changed");
  const confirmed = values.expect === undefined ? await asked(wanted) : expected(wanted, values.expect);
  if (confirmed.length > 0) {
    writeFileSync(
      file,
      withKeys(
        text,
        confirmed.map(({ place, key = "" }) => [place, key]),
      ),
    );
    console.log(`${file} has ${confirmed.length === 1 ? "one new key" : `${confirmed.length} new keys`}.`);
  }
  const silent = shown.filter(({ key }) => key === undefined).map(({ place }) => place.name);
  if (silent.length > 0)
    console.error(`No key of ${silent.join(", ")}: see that SSH answers there, and run this again.`);
  const settled = shown.filter((each) => each.state === "same" || confirmed.includes(each));
  return settled.length < shown.length ? "degraded" : "ok";
});

function told({ place, key, trouble, state }: Shown): string {
  const where = `${place.name}, ${place.host} port ${place.port}`;
  if (key === undefined) return `${where}\n  shows no key: ${trouble ?? ""}`;
  const [type = ""] = key.split(" ");
  const line = `  shows   ${type} ${fingerprint(key)}`;
  if (state === "same") return `${where}\n${line}, which is pinned`;
  if (state === "new") return `${where}\n${line}`;
  return `${where}\n  pinned  ${printable(place.pinned?.split(" ")[0] ?? "")} ${fingerprint(place.pinned ?? "")}\n${line}, ANOTHER KEY than the pinned one`;
}

/** Asks one question for all new keys, and one for each changed key. Returns the keys that the user confirms. */
async function asked(candidates: readonly Shown[]): Promise<readonly Shown[]> {
  if (candidates.length === 0) return [];
  if (!process.stdin.isTTY) {
    console.error(
      "Nothing is written: nobody is there to confirm it. Give --expect NAME=SHA256:... for each key.",
    );
    return [];
  }
  console.log(
    "\nAnybody on the way could have answered. Compare with each machine's own console:\n" +
      "  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
  );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const yes = async (question: string): Promise<boolean> =>
    (await terminal.question(`${question} Type yes: `)).trim() === "yes";
  const fresh = candidates.filter(({ state }) => state === "new");
  const names = fresh.map(({ place }) => place.name).join(", ");
  const good = fresh.length > 0 && (await yes(`The keys of ${names} are theirs?`)) ? [...fresh] : [];
  for (const each of candidates.filter(({ state }) => state === "changed"))
    if (await yes(`${each.place.name} really has another key now?`)) good.push(each);
  terminal.close();
  return good;
}

function expected(candidates: readonly Shown[], expectations: readonly string[]): readonly Shown[] {
  const matches = ({ place, key = "" }: Shown): boolean =>
    expectations.includes(`${place.name}=${fingerprint(key)}`);
  for (const each of candidates)
    if (!matches(each)) console.error(`${each.place.name}: not the expected key; not written.`);
  return candidates.filter(matches);
}

/** The stack's private key, for logins to bastions; undefined where an SSH agent is used. */
async function privateKey(name: string, cwd: string): Promise<string | undefined> {
  const argv = ["pulumi", "config", "get", "sshPrivateKey", "--stack", name, "-C", cwd];
  const { status, stdout } = await runProgram([...argv, "--non-interactive"]);
  return status === 0 ? stdout : undefined;
}
