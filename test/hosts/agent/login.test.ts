import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { Agent, type Settings } from "../../support/agent/agent.ts";
import { OWNER, Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";

describe("login", () => {
  let server: Postgres;

  before(async () => {
    server = await Postgres.primary();
  });
  after(async () => {
    await server.remove();
  });

  /** What the agent of these settings says within two seconds, and that it keeps the password to itself. */
  async function says(settings: Settings, expected: { code: number; body: RegExp }): Promise<void> {
    const agent = await Agent.start(server, { settings });
    try {
      await until(`${expected.code} ${expected.body.source}`, 2, async () => {
        const { code, body } = await agent.get();
        return code === expected.code && expected.body.test(body);
      });
      const { body } = await agent.get("/metrics");
      for (const text of [agent.log, body]) assert.doesNotMatch(text, /correct|horse|wrong battery/);
    } finally {
      await agent.stop();
    }
  }

  const IN = { code: 200, body: /^primary$/m };
  const logins: [string, () => Settings, { code: number; body: RegExp }][] = [
    ["SCRAM-SHA-256 over TCP", () => ({}), IN],
    // Neither proves that it is PostgreSQL that answers.
    ["md5 over TCP", () => ({ health_check_user: "md5_user" }), failed("MD5, .* use scram-sha-256")],
    [
      "trust over TCP",
      () => ({ health_check_user: "trusted_user" }),
      failed("no password, .* use scram-sha-256"),
    ],
    [
      "peer over the Unix socket",
      () => ({ database_host: server.folder, health_check_user_password: "", database_owner: OWNER }),
      IN,
    ],
    ["a literal address", () => ({ database_host: "127.0.0.1" }), IN],
    [
      "a wrong password",
      () => ({ health_check_user_password: "wrong battery" }),
      failed("password authentication failed"),
    ],
    [
      "peer over a Unix socket of somebody else",
      () => ({ database_host: server.folder, database_owner: "nobody" }),
      failed("who is not PostgreSQL's"),
    ],
    ["a password asked for in clear text", () => ({ health_check_user: "plain_user" }), failed("clear text")],
    ["no line in pg_hba.conf", () => ({ health_check_user: "stranger" }), failed("no pg_hba.conf entry")],
    [
      "a database that does not exist",
      () => ({ database: "nowhere" }),
      failed('database "nowhere" does not exist'),
    ],
    ["a name that does not resolve", () => ({ database_host: "nowhere.invalid" }), failed("is not known")],
    ["no socket", () => ({ database_host: "/nonexistent" }), failed("no such file")],
  ];
  function failed(words: string) {
    return { code: 503, body: new RegExp(`unavailable .*${words}`) };
  }
  for (const [name, settings, expected] of logins) {
    test(name, async () => {
      await says(settings(), expected);
    });
  }

  test("libpq's variables of the environment are none of its settings", async () => {
    const environment = {
      PGHOST: "192.0.2.1",
      PGHOSTADDR: "192.0.2.1",
      PGPORT: "1",
      PGUSER: "stranger",
      PGPASSWORD: "wrong battery",
      PGDATABASE: "nowhere",
      PGSSLMODE: "require",
      PGREQUIREAUTH: "none",
      PGOPTIONS: "-c nonsense=1",
      PGSERVICE: "nowhere",
    };
    const agent = await Agent.start(server, { environment });
    await until("200", 3, async () => (await agent.code()) === 200);
    await agent.stop();
  });

  test("refused passwords are not tried in quick succession", async () => {
    const before = (await server.log()).length;
    const agent = await Agent.start(server, { settings: { health_check_user_password: "wrong battery" } });
    await new Promise((done) => setTimeout(done, 3000));
    await agent.stop();
    const tries = (await server.log()).slice(before).match(/FATAL: {2}password/g)?.length ?? 0;
    assert.ok(tries >= 3 && tries <= 8, `${tries} tries in 3 s`);
  });

  const impostors: [string, string | undefined, RegExp][] = [
    ["something that speaks another protocol", "SSH-2.0-OpenSSH_9.2\r\n", /not PostgreSQL/],
    ["something that hangs up", "", /closed the connection/],
    ["something that says nothing", undefined, /does not answer/],
    [
      "a server that offers something else than SCRAM-SHA-256",
      "R\0\0\0\x15\0\0\0\x0aSCRAM-SHA-1\0\0\0",
      /SCRAM-SHA-256/,
    ],
  ];
  for (const [name, words, expected] of impostors) {
    test(`not taken in by ${name}`, async () => {
      const impostor = createServer((socket) => {
        socket.on("error", () => undefined);
        socket.resume();
        if (words !== undefined) socket.end(words, "latin1");
      }).listen(0, "127.0.0.1");
      await once(impostor, "listening");
      const address = impostor.address();
      assert.ok(address !== null && typeof address !== "string");
      const agent = await Agent.start(server, {
        settings: { database_host: "127.0.0.1" },
      });
      try {
        await agent.reload({ webservers: [{ target_port: address.port, listen_port: agent.port }] });
        await until("503", 2, async () => expected.test((await agent.get()).body));
        assert.equal(await agent.code("/livez"), 200);
      } finally {
        await agent.stop();
        impostor.close();
      }
    });
  }
});
