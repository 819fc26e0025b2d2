// Whatever an instance's server says: the agent lives on, that instance is not in use, and the others notice nothing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import {
  authentication,
  FakePostgres,
  type Faces,
  message,
  PRIMARY,
  READY,
  row,
} from "../../support/agent/fakePostgres.ts";
import { request } from "../../support/agent/http.ts";
import { freePort } from "../../support/agent/ports.ts";
import { PASSWORD, Postgres } from "../../support/agent/postgres.ts";
import { during, until } from "../../support/agent/until.ts";

const OK = Buffer.concat([authentication(0), READY]);
/** Past the login: what a row may look like that is none. */
const afterLogin = (...parts: Buffer[]): Faces => ({ password: PASSWORD, answer: Buffer.concat(parts) });
const raw = (hex: string): Buffer => message("D", Buffer.from(hex, "hex"));

const faces: [string, Faces][] = [
  ["lets in without SCRAM, and says it is a primary", { login: OK, answer: PRIMARY }],
  [
    "lets in without SCRAM, with a row of two columns",
    { login: OK, answer: Buffer.concat([row("f", "off"), READY]) },
  ],
  ["asks for the password in clear text", { login: authentication(3), answer: OK }],
  ["asks for an MD5 password", { login: authentication(5, "salt"), answer: OK }],
  [
    "offers SCRAM and lets in without",
    { login: Buffer.concat([authentication(10, "SCRAM-SHA-256\0\0"), OK]), answer: OK },
  ],
  ["proves a password that is another one", { password: "wrong", answer: PRIMARY }],
  [
    "counts iterations for an hour",
    {
      login: authentication(10, "SCRAM-SHA-256\0\0"),
      answer: authentication(11, "r=,s=,i=99999999999999999999"),
    },
  ],
  [
    "has a challenge that is none",
    {
      login: authentication(10, "SCRAM-SHA-256\0\0"),
      answer: authentication(11, Buffer.from([255, 44, 61, 44])),
    },
  ],
  ["an authentication message that is cut short", { login: message("R", "\0") }],
  ["ready before the login", { login: READY }],
  ["an error without fields", { login: message("E") }],
  ["an error that is no text", { login: message("E", "C\xff\xfeM\xff\0S") }],
  ["bytes of another protocol", { login: Buffer.from("HTTP/1.1 200 OK\r\n\r\n") }],
  ["a length below the least", { login: Buffer.from("R\0\0\0\0", "latin1") }],
  ["a row of two columns", afterLogin(row("f", "off"), READY)],
  ["a row of no columns", afterLogin(row(), READY)],
  ["a row of nothing", afterLogin(message("D"), READY)],
  ["a row of five columns", afterLogin(row("f", "off", "f", null, "x"), READY)],
  ["a row that is cut short", afterLogin(raw("000400000001"), READY)],
  ["a row whose lengths lie", afterLogin(raw("00047fffffff66"), READY)],
  ["a row that is no text", afterLogin(raw("0004000000fffe"), READY)],
  ["a lag that is no number", afterLogin(row("t", "on", "t", "much"), READY)],
  ["a lag of a million digits", afterLogin(row("t", "on", "t", "9".repeat(60000)), READY)],
  ["columns without values", afterLogin(row(null, null, null, null), READY)],
  ["a primary that is neither", afterLogin(row("f", "maybe", "perhaps", null), READY)],
  ["no row", afterLogin(message("C", "SELECT 0\0"), READY)],
  ["a message of another kind", afterLogin(message("\xff", "x"), READY)],
  ["a prompt for a copy", afterLogin(message("G", "\0\0\0"))],
  ["two rows", afterLogin(row("f", "off", "f", null), PRIMARY)],
];

describe("a server that is none", () => {
  let server: Postgres, agent: Agent;

  before(async () => {
    server = await Postgres.primary();
    agent = await Agent.start(server);
    await until("the primary is seen", 5, async () => (await agent.code()) === 200);
  });
  after(async () => {
    await agent.stop();
    await server.remove();
  });

  for (const [name, face] of faces) {
    test(name, async () => {
      const [fake, listen] = [await FakePostgres.start(face), await freePort()];
      const well = { target_port: server.port, listen_port: agent.port };
      await agent.reload({ webservers: [well, { target_port: fake.port, listen_port: listen }] });
      try {
        const its = async () => (await request(listen, "GET / HTTP/1.0\r\n\r\n")).code;
        const [codes, own] = await Promise.all([during(0.9, its), during(0.9, () => agent.get())]);
        assert.deepEqual(new Set(codes), new Set([503]));
        assert.deepEqual(new Set(own.map(({ code }) => code)), new Set([200]), agent.log);
        assert.ok(Math.max(...own.map(({ seconds }) => seconds)) < 0.4, "the others are answered as ever");
        assert.doesNotMatch(fake.received, /correct horse/);
        assert.match((await agent.get("/metrics")).body, /faults_total 0\n/);
        assert.doesNotMatch(agent.log, /Traceback|correct horse/);
      } finally {
        await agent.reload({ webservers: [well] });
        fake.stop();
      }
    });
  }

  test("a real login is recognised, so that the cases above mean something", async () => {
    const [fake, listen] = [
      await FakePostgres.start({ password: PASSWORD, answer: PRIMARY }),
      await freePort(),
    ];
    const well = { target_port: server.port, listen_port: agent.port };
    await agent.reload({ webservers: [well, { target_port: fake.port, listen_port: listen }] });
    await until("200", 2, async () => (await request(listen, "GET / HTTP/1.0\r\n\r\n")).code === 200);
    await agent.reload({ webservers: [well] });
    fake.stop();
  });
});
