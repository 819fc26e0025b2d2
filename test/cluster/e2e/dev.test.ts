// The README's "Try it" and "And then": `make dev` from nothing to a cluster that serves, and again without a change.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { must, root, run } from "../../support/stack/pulumi.ts";

interface Outputs {
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly fe: Readonly<Record<string, string>>;
  readonly stats: Readonly<Record<string, string>>;
}

let wasUp = false;
let first = "";
let outputs: Outputs;

before(async () => {
  wasUp = (await run("make", ["dev-outputs"])).code === 0;
  first = await must("make", ["dev"]);
  outputs = JSON.parse(await must("make", ["dev-outputs"])) as Outputs;
});

after(async () => {
  // Not `make dev-down`: it would also stop the Docker engine that the other tests use.
  if (!wasUp) await must("scripts/dev-down.sh", []);
});

test("it ends with where things are and what each HAProxy sees", () => {
  assert.match(first, /The cluster is up\./);
  if (!first.includes("✔ All is well")) throw findings(first);
  // In a row of each one's own where the last check ended in another way.
  for (const node of ["sms-01", "sms-02"])
    assert.match(first, new RegExp(` sms-01 up .* (sms-01 and )?${node}( and sms-02)?$`, "m"));
  for (const url of Object.values(outputs.fe)) assert.ok(first.includes(url), url);
});

/** What the status found. Some services show only the last lines of a log, so no stack follows it. */
function findings(printed: string): Error {
  const error = new Error(
    `it is not well: ${/^n2acd-ha dev .*\n([^]*?)\n\n/m.exec(printed)?.[1] ?? printed}`,
  );
  error.stack = error.message;
  return error;
}

test("the outputs name every endpoint, and no secret in clear", async () => {
  assert.deepEqual(outputs.endpoints, {
    ACD: { "sms-01": "172.30.86.11:15432", "sms-02": "172.30.86.12:15432" },
  });
  assert.deepEqual(outputs.fe, { "fe-01": "http://172.30.86.21", "fe-02": "http://172.30.86.22" });
  assert.equal(
    (JSON.parse(await must("make", ["dev-outputs"])) as { statsPassword: string }).statsPassword,
    "[secret]",
  );
});

test("the Jarvis API answers through each front end, from the primary", async () => {
  for (const [node, url] of Object.entries(outputs.fe)) {
    const response = await fetch(`${url}/n2acd-fe/jarvis-agent`);
    const answer = (await response.json()) as { database_server: { address: string; port: number } };
    assert.equal(response.status, 200, node);
    assert.deepEqual(answer.database_server, { address: "172.30.86.11", port: 5432 }, node);
  }
});

test("any other path is the local Apache's", async () => {
  for (const [node, url] of Object.entries(outputs.fe)) {
    for (const path of ["/", "/n2acd-fe/"])
      assert.match(await (await fetch(url + path)).text(), new RegExp(node));
  }
});

test("the stats pages ask for the password", async () => {
  for (const url of Object.values(outputs.stats)) assert.equal((await fetch(url)).status, 401, url);
});

test("the virtual address answers over HTTPS, with a certificate of the dev authority", async () => {
  const ca = await readFile(join(root, ".dev/keys/authority.crt"));
  const pages = { "/": /local Apache of fe-0[12]/, "/n2acd-fe/jarvis-agent": /"address": "172.30.86.11"/ };
  for (const [path, page] of Object.entries(pages)) {
    const url = { host: "172.30.86.50", servername: "portal.acd.example", path, ca };
    const [response] = (await once(get(url), "response")) as [IncomingMessage];
    assert.match(await text(response), page);
  }
  assert.match(first, /172\.30\.86\.50 web +front ends +on fe-0[12]/);
});

test("a second run changes nothing", async () => {
  const again = await must("make", ["dev"]);
  assert.match(again, /\b52 unchanged/);
  assert.doesNotMatch(again, /\d+ (created|updated|deleted|replaced)/);
});

test("Pulumi itself previews no change, in the environment that the README takes", async () => {
  const commands = 'eval "$(scripts/env.sh)"\npulumi preview --diff --stack dev';
  assert.ok((await readFile(join(root, "README.md"), "utf8")).includes(commands));
  assert.doesNotMatch(await must("sh", ["-euc", commands]), /to (create|update|delete|replace)/);
});
