// Load is not death: clients take whatever PostgreSQL gives them through two HAProxies, and an agent that logs in for each check, as the
// vendor's does, goes on to say that its server is the primary. Real PostgreSQL and HAProxy, on loopback.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { freePort } from "../../support/agent/ports.ts";
import { PASSWORD, Postgres } from "../../support/agent/postgres.ts";
import { local } from "../../support/exec.ts";
import { sms } from "../../support/haproxy/models.ts";
import { type Running, start } from "../../support/haproxy/running.ts";
import { needing } from "../../support/steps/steps.ts";

const smsNodes = [
  { name: "sms-01", address: "127.0.0.1" },
  { name: "sms-02", address: "127.0.0.2" },
];

describe("clients who take all that PostgreSQL gives", { skip: process.getuid?.() !== 0 }, () => {
  let folder: string;
  let postgres: Postgres;
  let agent: Server;
  const answers: number[] = [];
  const running: Running[] = [];
  const clients: pg.Client[] = [];
  const ends: string[] = [];
  let said: string;

  const login = (port: number, user: string) =>
    new pg.Client({ host: "127.0.0.1", port, user, password: PASSWORD, database: "postgres" });

  /** As the step on the host makes it of the rendered file. */
  async function here(text: string, more = ""): Promise<string> {
    await writeFile(join(folder, "given"), text);
    const { status, stdout, stderr } = await local(["env", `N2ACD_STATE=${folder}`, "sh"], {
      input: [
        "set -eu",
        "STEP=haproxy ACTION=apply SAID=3",
        needing("haproxy-config", "haproxy-here", "haproxy-limits"),
        "parse_args host=n1",
        more,
        `haproxy_note_limits ${folder}/given`,
        `haproxy_here <${folder}/given`,
      ].join("\n"),
    });
    assert.equal(status, 0, stderr);
    said = stderr;
    return stdout;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-limits-"));
    postgres = await Postgres.primary();
    await postgres.sql("ALTER SYSTEM SET max_connections = 30");
    await postgres.stop();
    await postgres.start();
    await mkdir(join(folder, "database"));
    await writeFile(join(folder, "database/pgpass"), `*:*:*:health_check_user:${PASSWORD}\n`, {
      mode: 0o600,
    });
    agent = createServer((request, response) => {
      const client = login(postgres.port, "health_check_user");
      client
        .connect()
        .then(() => 200)
        .catch(() => 503)
        .then(async (status) => {
          answers.push(status);
          response.writeHead(status).end();
          await client.end().catch(() => undefined);
        })
        .catch(() => undefined);
    });
    await new Promise<void>((resolve) => agent.listen(0, "127.0.0.1", resolve));
    const checkPort = (agent.address() as AddressInfo).port;
    for (const address of ["127.0.0.1", "127.0.0.2"]) {
      const listenPort = await freePort();
      const text = renderSms({
        ...sms,
        smsNodes,
        splitBrain: "refuse",
        stats: { bind: "127.0.0.1", port: await freePort() },
        databases: [{ name: "ACD", port: postgres.port, listenPort, checkPort }],
      });
      running.push(await start(await here(text), ["-L", address]));
      for (let i = 0; i < 40; i++) {
        const client = login(listenPort, "second_user");
        client.on("error", (error) => ends.push(error.message));
        clients.push(client);
      }
    }
    await pause(2000);
  });
  after(async () => {
    for (const each of running) await each.stop();
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    agent.close();
    await postgres.remove();
    await rm(folder, { recursive: true });
  });

  it("are served up to what is left for the checks, and the others wait and are refused", async () => {
    const results = await Promise.allSettled(clients.map((client) => client.connect()));
    const served = clients.filter((_, i) => results[i]?.status === "fulfilled");
    // 30, without 3 for superusers and 5 for people; each HAProxy besides its check.
    assert.equal(served.length, 2 * 10, said);
    answers.length = 0;
    await pause(3000);
    assert.ok(answers.length > 3, `${answers.length} checks`);
    assert.deepEqual(
      answers.filter((status) => status !== 200),
      [],
    );
    for (const client of served) assert.equal((await client.query("SELECT 1")).rowCount, 1);
    for (const each of running) assert.match(await each.ask("show stat"), /Postgres-ACD,sms-01,\S*,UP,/);
  });

  it("are told of by the step", () => {
    assert.match(
      said,
      /n1: haproxy: passes on fewer connections than maxConnections\.server allows, .*: 127\.0\.0\.1:\d+ 10; 127\.0\.0\.2:\d+ 10\n/,
    );
  });

  it("keep what they have used so far, although it is more than PostgreSQL has room for", async () => {
    const text = renderSms({
      ...sms,
      smsNodes,
      databases: [{ name: "ACD", port: postgres.port, listenPort: 15_432, checkPort: 25_432 }],
    });
    const used = (most: number) =>
      `haproxy_ask() { printf '%s\\n' '# pxname,svname,smax,' 'Postgres-ACD,sms-01,${most},'; }`;
    const limits = (rendered: string) =>
      [...rendered.matchAll(/server (sms-0\d) .* maxconn (\d+)/g)].map((each) => each.slice(1));
    assert.deepEqual(limits(await here(text, used(9))), [
      ["sms-01", "10"],
      ["sms-02", "10"],
    ]);
    const busy = [
      ["sms-01", "15"],
      ["sms-02", "10"],
    ];
    assert.deepEqual(limits(await here(text, used(15))), busy);
    assert.match(said, /passes on up to 15 connections to 127\.0\.0\.1:\d+, since clients have used so many/);
    assert.deepEqual(limits(await here(text, used(2))), busy, "after a reload HAProxy counts anew");
  });

  it("have the guide's number where it fits", async () => {
    await postgres.sql("ALTER SYSTEM SET max_connections = 210");
    await postgres.stop();
    await postgres.start();
    // What is not there at all keeps what it had.
    await rm(join(folder, "haproxy.limits"));
    const text = renderSms({
      ...sms,
      smsNodes,
      databases: [{ name: "ACD", port: postgres.port, listenPort: 1, checkPort: 2 }],
    });
    assert.match(await here(text), /server sms-01 127\.0\.0\.1:\d+ maxconn 100 /);
    assert.equal(said, "");
    // While it does not answer, nothing changes.
    await postgres.stop();
    assert.match(await here(text), /server sms-01 127\.0\.0\.1:\d+ maxconn 100 /);
    const six = renderSms({
      ...sms,
      smsNodes: [{ name: "sms-01", address: "fd00::1" }],
      databases: [{ name: "ACD", port: postgres.port, listenPort: 1, checkPort: 2 }],
    });
    await writeFile(join(folder, "haproxy.limits"), `[fd00::1]:${postgres.port} 12\n`);
    assert.match(await here(six), /server sms-01 \[fd00::1\]:\d+ maxconn 12 /);
    await postgres.start();
  });
});
