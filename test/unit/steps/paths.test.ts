// How a played host tries the paths that a failover needs: real servers of this machine, a real curl, a played psql.
import assert from "node:assert/strict";
import { createServer as createHttps } from "node:https";
import { createServer, type AddressInfo, type Server } from "node:net";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Question, scriptFor } from "../../../tools/status/question.ts";
import type { Path } from "../../../tools/status/path.ts";
import { pathsFrom } from "../../../tools/status/report/paths.ts";
import { type Answer, readAnswer } from "../../../tools/status/answer.ts";
import { local } from "../../support/exec.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

const pgpass = "*:*:*:checker:s3cret-password\n";
/** Whatever comes, this is the answer; without one there is none. */
const says = (answer?: string): Server =>
  createServer((socket) => {
    socket.on("error", () => undefined).once("data", () => answer === undefined || socket.end(answer));
  });
const servers: Record<string, Server> = {
  primary: says("HTTP/1.1 200 OK\r\n\r\n"),
  standby: says("HTTP/1.0 503 standby, 0 B behind\r\nServer: x\r\n\r\nno"),
  elsewhere: says("HTTP/1.1 404 Not Found\r\n\r\n"),
  hangs: says(),
  speaks: says("SSH-2.0-OpenSSH_9.2\r\n"),
  closes: says(""),
};

describe("the paths that a failover needs", () => {
  let folder: string;
  const ports: Record<string, number> = { closed: 1 };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-tls-"));
    const files = ["-keyout", join(folder, "key"), "-out", join(folder, "cert")];
    const made = await local([
      "openssl",
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=elsewhere",
      ...files,
    ]);
    assert.equal(made.status, 0, made.stderr);
    servers["tls"] = createHttps(
      { key: readFileSync(join(folder, "key")), cert: readFileSync(join(folder, "cert")) },
      (_, response) => response.writeHead(503, "replica").end(),
    );
    for (const [name, server] of Object.entries(servers)) {
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      ports[name] = (server.address() as AddressInfo).port;
    }
  });
  after(async () => {
    for (const server of Object.values(servers)) server.close();
    await rm(folder, { recursive: true });
  });

  const agent = (name: string, method = "OPTIONS"): Path => ({
    kind: "agent",
    section: "Postgres-ACD",
    to: name,
    address: "127.0.0.1",
    port: ports[name] ?? 0,
    check: { method, path: "/", tls: name === "tls" },
  });
  const login: Path = {
    kind: "postgresql",
    section: "Postgres-ACD",
    to: "n2",
    address: "10.0.0.12",
    port: 5432,
    login: "checker",
  };
  const asked = (...paths: Path[]): Question => ({
    node: "n1",
    kind: "sms",
    address: "10.0.0.11",
    databases: [],
    listens: [],
    paths,
    services: [],
    front: undefined,
    drained: [],
    config: undefined,
  });
  const ask = async (host: PlayedHost, question: Question): Promise<Answer> => {
    const { status, stdout, stderr } = await host.script(scriptFor(question));
    assert.equal(status, 0, stderr);
    const answer = readAnswer(stdout);
    assert.ok(answer !== undefined, stdout);
    return answer;
  };
  const met = async (host: PlayedHost, ...paths: Path[]): Promise<string[]> => {
    const question = asked(...paths);
    return pathsFrom(question, await ask(host, question)).map(
      ({ to, code, role, says: words, trouble }) =>
        `${to}: ${trouble ?? `${code ?? role ?? ""} ${words}`.trim()}`,
    );
  };

  for (const shell of shells) {
    it(`${shell}: an agent's answer, or in words why there is none, all within seconds`, async () => {
      const host = await PlayedHost.make(shell, { systemctl: "true" });
      const started = Date.now();
      assert.deepEqual(
        await met(
          host,
          ...[...Object.keys(servers), "closed"].map((name) => agent(name)),
          agent("primary", "HEAD"),
        ),
        [
          "primary: 200 OK",
          "standby: 503 standby, 0 B behind",
          "elsewhere: it answers 404 to OPTIONS /, which is neither 200, for a primary, nor 503, for a standby",
          "hangs: connected, no answer in time: it hangs",
          "speaks: its answer is not HTTP",
          "closes: Empty reply from server",
          "tls: 503 replica",
          "closed: the port refuses: nothing listens, or a firewall rejects",
          "primary: 200 OK",
        ],
      );
      assert.ok(Date.now() - started < 12_000);
      await host.remove();
    });

    it(`${shell}: a login, or PostgreSQL's reason against it, and never a password`, async () => {
      const fails = (words: string): string => `printf '%s\\n' '${words}' >&2; exit 2`;
      const host = await PlayedHost.make(shell, { systemctl: "true" });
      await host.write("var/lib/n2acd-ha/database/pgpass", pgpass);
      const said = async (psql: string): Promise<string | undefined> => {
        await host.answer("psql", psql);
        const [words] = await met(host, login);
        for (const call of await host.calls("psql")) {
          assert.match(call, /-h 10\.0\.0\.12 -p 5432 -U checker/);
          assert.doesNotMatch(call, /s3cret/);
        }
        return words;
      };
      assert.equal(await said("echo t"), "n2: standby");
      assert.equal(await said("echo f"), "n2: primary");
      const prefix = 'psql: error: connection to server at "10.0.0.12", port 5432 failed: ';
      assert.equal(
        await said(fails(`${prefix}FATAL:  no pg_hba.conf entry for host "10.0.0.11", user "checker"`)),
        'n2: no pg_hba.conf entry for host "10.0.0.11", user "checker"',
      );
      assert.equal(
        await said(fails(`${prefix}timeout expired`)),
        "n2: nothing answers in time: host or network gone, or a firewall drops",
      );
      assert.equal(
        await said(fails(`login at "10.0.0.12", port 5432 failed: [Errno 111] Connection refused`)),
        "n2: the port refuses: nothing listens, or a firewall rejects",
      );
      assert.equal(
        await said(fails("psql: could not connect to server: No route to host")),
        "n2: no way there: a firewall rejects, or host or network are gone",
      );
      assert.equal(
        await said(fails('psql: error: FATAL:  password authentication failed for user "checker"')),
        'n2: password authentication failed for user "checker"',
      );
      assert.equal(
        await said("exit 2"),
        "n2: nothing answers in time: host or network gone, or a firewall drops",
      );
      await host.remove();
    });

    it(`${shell}: whether our lines are in pg_hba.conf, and whose the file is`, async () => {
      const host = await PlayedHost.make(shell, { systemctl: "true" });
      await host.write("var/lib/n2acd-ha/database/pgpass", pgpass);
      const question: Question = { ...asked(), databases: [{ name: "ACD", port: 5432 }] };
      const looked = async (text: string): Promise<(string | undefined)[]> => {
        await host.write("pg_hba.conf", text);
        await host.answer(
          "runuser",
          `cat >/dev/null; printf 'role|primary\\nhba_file|%s\\n' "$ROOT/pg_hba.conf"`,
        );
        const told = (await ask(host, question)).databases.get("ACD");
        return ["hba_block", "hba_lines", "hba_owner"].map((key) => told?.get(key));
      };
      const line = "host postgres checker 10.0.0.11/32 scram-sha-256\n";
      assert.deepEqual(await looked(`# BEGIN n2acd-ha (x)\n${line}# END n2acd-ha\nlocal all all peer\n`), [
        "there",
        "yes",
        "",
      ]);
      const patroni = "# Do not edit this file manually!\n# It will be overwritten by Patroni!\n";
      assert.deepEqual(await looked(`${patroni}local all all peer\n`), ["gone", "no", "Patroni"]);
      assert.deepEqual(await looked(`${patroni}${line}`), ["gone", "yes", "Patroni"]);
      assert.deepEqual(await looked(`# ${line}`), ["gone", "no", ""]);
      await host.remove();
    });
  }
});
