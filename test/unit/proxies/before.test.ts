// What one worker leaves to the next, from HAProxy's own words: a server that was renamed is known by its address.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { local } from "../../support/exec.ts";
import { shells, toolkit } from "../../support/steps/steps.ts";

// As HAProxy 2.6 prints them: backend, server, address, state (2 is up), and as the 19th the port.
const row = (id: number, name: string, address: string, state: number, port = 5432) =>
  `3 Postgres-ACD ${id} ${name} ${address} ${state} 0 1 1 9 8 2 3 6 0 0 0 - ${port} - 0 0 25432 - 0`;
/** The same of Jarvis, asked over TLS or not. */
const jarvis = (name: string, tls: 0 | 1, address: string) =>
  `4 jarvis 1 ${name} ${address} 2 0 1 1 9 8 2 3 6 0 0 0 - 443 - ${tls} 0 0 - 0`;
const head = "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state";
const said = [
  head,
  row(1, "sms-01", "10.0.0.11", 2),
  row(2, "sms-02", "fd00::12", 0),
  row(3, "sms-03", "10.0.0.13", 2),
  jarvis("plain", 0, "10.0.0.1"),
  jarvis("plain-before", 0, "10.0.0.2"),
  jarvis("tls", 1, "10.0.0.3"),
  jarvis("tls-before", 1, "10.0.0.4"),
];

const config = `listen Postgres-ACD
    server db-01 10.0.0.11:5432 maxconn 100 check port 25432
    server db-02 [fd00::12]:5432 maxconn 100 check port 25432
    server sms-04 10.0.0.14:5432 maxconn 100 check port 25432
backend jarvis
    server plain 10.0.0.1:443 check
    server plain-before 10.0.0.2:443 check ssl verify required
    server tls 10.0.0.3:443 check ssl verify required
    server tls-before 10.0.0.4:443 check
`;

for (const shell of shells) {
  it(`keeps what is known of a renamed server, and forgets one that is gone, under ${shell}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-before-"));
    const file = (name: string): string => join(folder, name);
    await mkdir(file("bin"));
    await writeFile(file("said"), `${said.join("\n")}\n`);
    const answer = `case "$(cat)" in *state) cat ${file("said")} ;; *) echo 'Pid: 4711' ;; esac`;
    await writeFile(file("bin/socat"), `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
    await writeFile(file("haproxy.cfg"), config);
    const run = await local([
      ...["env", `PATH=${file("bin")}:${process.env["PATH"] ?? ""}`, `N2ACD_NOTES=${file("notes")}`, shell],
      ...[join(toolkit, "reload/before.sh"), folder, file("state"), file("haproxy.cfg")],
    ]);
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual((await readFile(file("state"), "utf8")).trim().split("\n"), [
      ...head.split("\n"),
      row(1, "db-01", "10.0.0.11", 2),
      row(2, "db-02", "fd00::12", 0),
      jarvis("plain", 0, "10.0.0.1"),
      jarvis("tls", 1, "10.0.0.3"),
    ]);
    assert.deepEqual((await readFile(file("notes/worker.4711.up"), "utf8")).trim().split("\n"), [
      "Postgres-ACD/sms-01 Postgres-ACD/db-01",
      "Postgres-ACD/sms-03 Postgres-ACD/sms-03",
      ...["plain", "plain-before", "tls", "tls-before"].map((name) => `jarvis/${name} jarvis/${name}`),
    ]);
    await rm(folder, { recursive: true });
  });
}
