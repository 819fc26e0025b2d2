// What systemd has to do with: the start script, readiness, the watchdog, and the unit itself.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Agent, PYTHON, SOURCE } from "../../support/agent/agent.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";

describe("under systemd", () => {
  let server: Postgres, folder: string;

  before(async () => {
    server = await Postgres.primary();
    folder = await mkdtemp(join(tmpdir(), "n2acd-agent-unit-"));
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true });
  });

  test("it says when it is ready, what it sees, and that it is alive", async () => {
    const socket = join(folder, "notify");
    const receiver = spawn(PYTHON, [
      "-uc",
      "import socket, sys\n" +
        "end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n" +
        "end.bind(sys.argv[1])\n" +
        "print('listening')\n" +
        "while True: print(end.recv(4096).decode())\n",
      socket,
    ]);
    let said = "";
    receiver.stdout.on("data", (data: Buffer) => (said += data.toString()));
    await once(receiver.stdout, "data");
    const agent = await Agent.start(server, {
      environment: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: "400000", JOURNAL_STREAM: "1:2" },
    });
    try {
      await until("primary", 2, () => Promise.resolve(said.includes(`STATUS=${server.port} primary`)));
      assert.match(said, /^READY=1$/m);
      assert.match(agent.log, /^<5>port \d+: primary$/m, "the journal gets priorities");
      const alive = () => said.match(/^WATCHDOG=1$/gm)?.length ?? 0;
      const before = alive();
      await new Promise((done) => setTimeout(done, 1000));
      const signs = alive() - before;
      assert.ok(signs >= 5 && signs <= 12, `${signs} signs of life a second, ten were due`);
      agent.signal("SIGSTOP");
      const stopped = alive();
      await new Promise((done) => setTimeout(done, 500));
      assert.ok(alive() - stopped <= 1, "an agent that hangs gives no sign");
      agent.signal("SIGCONT");
      await agent.reload({ probe_interval_ms: 200 });
      await until("reloaded", 2, () =>
        Promise.resolve(/RELOADING=1\nMONOTONIC_USEC=\d+\n(.*\n)*READY=1/.test(said)),
      );
    } finally {
      await agent.stop();
      receiver.kill();
    }
    assert.match(said, /^STOPPING=1$/m);
  });

  const configurations: [string, string, number, RegExp][] = [
    ["a good one", '{"webservers": [{"target_port": 5432, "listen_port": 25432}]}', 0, /^$/],
    [
      "a strange key",
      '{"webservers": [{"target_port": 1, "listen_port": 2}], "probe_intervall_ms": 1}',
      0,
      /probe_intervall_ms/,
    ],
    ["no JSON", "webservers:", 1, /config\.json is not good:\n.*is not JSON/],
    ["nothing in it", "{}", 1, /webservers must list/],
  ];
  for (const [name, text, status, words] of configurations) {
    test(`start.sh --check: ${name}`, async () => {
      const file = join(folder, "config.json");
      await writeFile(file, text);
      const result = spawnSync("sh", [join(SOURCE, "start.sh"), "--check", file], {
        encoding: "utf8",
        timeout: 10_000,
      });
      assert.equal(result.status, status, result.stderr);
      assert.match(result.stderr, words);
    });
  }

  test("a configuration that is missing is named", () => {
    const result = spawnSync("sh", [join(SOURCE, "start.sh"), join(folder, "none.json")], {
      encoding: "utf8",
    });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /none\.json cannot be read: No such file/);
  });

  test("the unit asks for nothing newer than systemd 239 and ends no agent that a stall only delays", async () => {
    const unit = await readFile(join(SOURCE, "n2acd-ha-agent.service"), "utf8");
    const newer = [
      "RestrictSUIDSGID",
      "ProtectHostname",
      "ProtectClock",
      "ProtectKernelLogs",
      "ProtectProc",
      "LoadCredential",
    ];
    for (const key of newer) assert.doesNotMatch(unit, new RegExp(`^${key}=`, "m"));
    const watchdog = Number(/^WatchdogSec=(\d+)s$/m.exec(unit)?.[1]);
    assert.ok(watchdog > 5, "a stall of 3 s and the quarter between signs of life");
    assert.match(unit, /^Restart=always$/m);
    assert.match(unit, /^FileDescriptorStoreMax=\d+$/m, "nobody takes the port during a restart");
    assert.match(unit, /^RuntimeDirectoryPreserve=restart$/m);
    assert.match(unit, /^LimitCORE=0$/m);
  });
});
