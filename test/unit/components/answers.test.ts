// A machine that takes connections and says nothing is told apart from one that greets, and from one that is the provider's to explain.
import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server } from "node:net";
import { after, test } from "node:test";
import { loginEndpoint, greeting } from "../../../components/host/answers.ts";
import { inventoryHost } from "../../../components/host/inventory.ts";
import { freePort } from "../../support/agent/ports.ts";

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function listening(words?: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (words !== undefined) socket.write(words);
  });
  servers.push(server.unref());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

test("a frozen sshd takes connections and says nothing", async () => {
  assert.equal(await greeting("127.0.0.1", await listening(), 300), false);
});

test("an sshd greets", async () => {
  assert.equal(await greeting("127.0.0.1", await listening("SSH-2.0-x\r\n"), 5000), true);
});

test("a port that nobody listens on, and an address without a machine, are the provider's to explain", async () => {
  assert.equal(await greeting("127.0.0.1", await freePort(), 5000), true);
  assert.equal(await greeting("192.0.2.1", 22, 300), true);
});

test("who is asked is the host, or the bastion before it", () => {
  const ssh = { user: "deploy", port: 2222, sudo: true };
  const bastion = { address: "10.0.0.1", port: 22, user: "deploy" };
  const host = inventoryHost({ name: "a", address: "10.0.0.11", ssh });
  assert.deepEqual(loginEndpoint(host), { host: "10.0.0.11", port: 2222 });
  const behind = inventoryHost({ name: "b", address: "10.0.0.11", ssh: { ...ssh, bastion } });
  assert.deepEqual(loginEndpoint(behind), { host: "10.0.0.1", port: 22 });
  assert.deepEqual(loginEndpoint({ connection: { host: "10.0.0.11" } }), { host: "10.0.0.11", port: 22 });
  assert.equal(loginEndpoint({ connection: { host: Promise.resolve("10.0.0.11") } }), undefined);
});
