// Host names: however many, with a dead DNS, once it is back, and with several addresses of which one answers.
import assert from "node:assert/strict";
import { readFile, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, PYTHON, type Settings } from "../../support/agent/agent.ts";
import { freePort } from "../../support/agent/ports.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { Rival } from "../../support/agent/rival.ts";
import { during, until } from "../../support/agent/until.ts";

describe("names", () => {
  let server: Postgres, folder: string;
  let last = 0;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    server = await Postgres.primary();
    folder = await mkdtemp(join(tmpdir(), "n2acd-agent-names-"));
  });
  after(async () => {
    await Promise.all(ends.map((end) => end()));
    await server.remove();
    await rm(folder, { recursive: true });
  });

  /**
   * An agent whose DNS is a file, with a name and its addresses a line. Without the file DNS is dead: a look-up takes a
   * second and fails.
   */
  async function start(
    rivals: string[],
    dns: string,
    settings: Settings = {},
  ): Promise<{ agent: Agent; port: number }> {
    const port = await freePort();
    const own = `127.0.3.${(last += 1)}`;
    const lookups =
      "import runpy, socket, sys, time\n" +
      "real = socket.getaddrinfo\n" +
      "def fake(host, port, *rest, **more):\n" +
      "    if not host or not host.endswith('.test'): return real(host, port, *rest, **more)\n" +
      `    try: table = dict(line.split(' ', 1) for line in open('${dns}').read().splitlines())\n` +
      "    except OSError: time.sleep(1.0); table = {}\n" +
      "    if host not in table: raise socket.gaierror(-3, 'Temporary failure in name resolution')\n" +
      "    return [entry for one in table[host].split() for entry in real(one, port, *rest, **more)]\n" +
      "socket.getaddrinfo = fake\n" +
      "sys.argv = sys.argv[1:]\n" +
      "runpy.run_path(sys.argv[0], run_name='__main__')\n";
    const interpreter = [PYTHON, "-I", "-S", "-B", "-c", lookups];
    const agent = await Agent.start(server, {
      interpreter,
      at: { address: own, port },
      settings: {
        webserver_host: own,
        webservers: [{ target_port: server.port, listen_port: port }],
        rivals,
        cut_off_ms: 1000,
        ...settings,
      },
    });
    ends.push(() => agent.stop());
    return { agent, port };
  }

  const threads = async ({ pid }: Agent): Promise<number> =>
    Number(/^Threads:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]);

  test("a hundred names and a dead DNS: one thread, and they are found once it is back", async () => {
    const dns = join(folder, "hundred");
    const names = Array.from({ length: 100 }, (_, i) => `fe-${i}.test`);
    const { agent } = await start([], dns, { witnesses: names.map((name) => `${name}:9`) });
    const seen = await during(3, () => threads(agent));
    assert.ok(Math.max(...seen) <= 2, `${Math.max(...seen)} threads`);
    assert.equal(await agent.code(), 503, "it meets nobody");
    await writeFile(dns, names.map((name) => `${name} 127.0.0.1\n`).join(""));
    await until("it serves", 5, async () => (await agent.code()) === 200);
    await rm(dns);
    await sleep(1500);
    assert.equal(await agent.code(), 200, "what was known stays known");
    assert.doesNotMatch(agent.log, /out of service|Traceback/);
  });

  const orders: [string, string][] = [
    ["second of its addresses", "::1 127.0.3.200"],
    ["first of its addresses", "127.0.3.200 ::1"],
    ["last of its four addresses", "127.0.3.201 127.0.3.202 ::1 127.0.3.200"],
  ];
  for (const [name, addresses] of orders) {
    test(`a rival is heard at the ${name}`, async () => {
      const dns = join(folder, "several");
      await writeFile(dns, `sms-02.test ${addresses}\n`);
      const { agent, port } = await start(["sms-02.test"], dns, { cut_off_ms: 2000 });
      const rival = await Rival.start("127.0.3.200", port, "primary serving 1");
      ends.push(() => rival.stop());
      await until("it is heard", 3, async () => /is a primary as well/.test((await agent.get()).body));
      await sleep(500);
      assert.match((await agent.get()).body, /is a primary as well/);
      assert.ok(rival.questions > 2);
    });
  }
});
