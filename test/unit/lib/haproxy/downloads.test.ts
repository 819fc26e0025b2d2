// As many slow downloads as Apache itself serves: HAProxy has no queue before it that would give up.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { frontEnd, type Pair } from "./apache.ts";

let pair: Pair;
before(async () => {
  pair = await frontEnd({ "large.bin": Buffer.alloc(24_000_000, "x"), "index.html": "main\n" });
});
after(() => pair.stop());

/** So many clients that read the beginning and no more; the statuses that they have after a while. */
async function slow(port: number, count: number): Promise<Record<string, number>> {
  const sockets: Socket[] = [];
  const statuses: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write("GET /large.bin HTTP/1.1\r\nHost: fe.example\r\n\r\n");
    socket.once("data", (data: Buffer) => {
      statuses.push(data.toString("latin1").slice(9, 12));
      socket.pause();
    });
    sockets.push(socket);
  }
  for (let tries = 0; tries < 80 && statuses.length < count; tries += 1) await pause(100);
  for (const socket of sockets) socket.destroy();
  const counted: Record<string, number> = {};
  for (const status of statuses) counted[status] = (counted[status] ?? 0) + 1;
  return counted;
}

describe("130 slow downloads", () => {
  it("are all served by Apache itself", async () => {
    assert.deepEqual(await slow(pair.ports.apache, 130), { 200: 130 });
  });
  it("are all served through HAProxy", async () => {
    assert.deepEqual(await slow(pair.ports.haproxy, 130), { 200: 130 });
  });
});
