// HAProxy in its chroot, after a start and after a reload: a real one on loopback, with the log's socket inside.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { fe } from "../../../support/haproxy/models.ts";
import { answer, start } from "../../../support/haproxy/running.ts";

/** Appends what is sent to a socket to a file. */
const listener = `
import os, socket, sys
at = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
at.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
while True:
    with open(sys.argv[2], "ab") as log: log.write(at.recv(4096) + b"\\n")
`;

await test("the worker is in its chroot, and its log and sockets work over a reload", async () => {
  const stats = { bind: "127.0.0.1", port: 17_002 };
  const smsNodes = [{ name: "sms-01", address: "127.0.0.1" }];
  const running = await start(renderFe({ ...fe, smsNodes, stats, port: 18_081, apachePort: 1 }));
  const log = join(running.folder, "said");
  mkdirSync(join(running.folder, "dev"));
  const journal = spawn("python3", ["-c", listener, join(running.folder, "dev/log"), log]);
  try {
    let before = "";
    for (const how of ["started", "reloaded"]) {
      if (how === "reloaded") running.process.kill("SIGUSR2");
      await pause(1500);
      const [, pid = ""] = /^Pid: (\d+)/m.exec(await running.ask("show info")) ?? [];
      assert.notEqual(pid, before);
      before = pid;
      assert.equal(readlinkSync(`/proc/${pid}/root`), running.folder, how);
      await answer(17_002, `GET /${how} HTTP/1.0\r\n\r\n`);
      await pause(300);
      assert.match(readFileSync(log, "utf8"), new RegExp(`stats .*GET /${how} `));
    }
  } finally {
    journal.kill();
    await running.stop();
  }
});
