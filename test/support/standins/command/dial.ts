/** One SSH connection, through the bastion if there is one; errors in the words of the real plugin. */
import net from "node:net";
import ssh2, { type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import type { Connection, Endpoint } from "./connection.ts";
import { retrying } from "./retry.ts";

type Say = (text: string) => void;

function hostKeyOf(line: string): { type: string; blob: Buffer } {
  const found = /(?:^|\s)((?:ssh|ecdsa|sk)-[\w@.-]+)\s+([A-Za-z0-9+/=]+)/.exec(line);
  const [type, base64] = [found?.[1], found?.[2]];
  if (type === undefined || base64 === undefined) {
    throw new Error("failed to parse host key: ssh: no key found");
  }
  return { type, blob: Buffer.from(base64, "base64") };
}

function config(to: Endpoint): ConnectConfig {
  const key = to.hostKey === undefined ? undefined : hostKeyOf(to.hostKey);
  if (to.privateKey !== undefined) {
    const parsed = ssh2.utils.parseKey(to.privateKey, to.privateKeyPassword);
    // Its message may quote the key.
    if (parsed instanceof Error)
      throw new Error("ssh: the private key cannot be read (is its password right?)");
  }
  return {
    username: to.user,
    privateKey: to.privateKey,
    passphrase: to.privateKeyPassword,
    password: to.password,
    tryKeyboard: to.password !== undefined,
    agent: to.agentSocketPath,
    // Ours is per dial, the TCP connect included.
    readyTimeout: 0,
    // A host that vanished must not hold the run for ever.
    keepaliveInterval: 15_000,
    ...(key && {
      algorithms: { serverHostKey: [key.type as ServerHostKeyAlgorithm] },
      hostVerifier: (offered: Buffer) => offered.equals(key.blob),
    }),
  };
}

function explain(to: Endpoint, error: Error & { code?: string; level?: string }): Error {
  const say = (text: string) => new Error(text, { cause: error });
  const dial = `dial tcp ${net.isIPv6(to.host) ? `[${to.host}]` : to.host}:${to.port}`;
  if (error.code === "ECONNREFUSED") return say(`${dial}: connect: connection refused`);
  if (error.code === "EHOSTUNREACH") return say(`${dial}: connect: no route to host`);
  if (error.code === "ENOTFOUND") return say(`${dial}: lookup ${to.host}: no such host`);
  if (error.code === "ETIMEDOUT" || error.level === "client-timeout") return say(`${dial}: i/o timeout`);
  if (error.message.includes("verification failed") || error.message.includes("no matching host key")) {
    return say("ssh: handshake failed: ssh: host key mismatch");
  }
  if (error.level === "client-authentication") {
    return say("ssh: handshake failed: ssh: unable to authenticate, no supported methods remain");
  }
  return say(`ssh: handshake failed: ${error.message}`);
}

function connect(to: Endpoint, sock?: ConnectConfig["sock"]): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const timeout = Object.assign(new Error("timed out"), { code: "ETIMEDOUT" });
    const timer =
      to.perDialTimeout > 0
        ? setTimeout(() => {
            fail(timeout);
          }, to.perDialTimeout * 1000)
        : undefined;
    function fail(error: Error): void {
      clearTimeout(timer);
      client.destroy();
      reject(explain(to, error));
    }
    // The real plugin's limit is for the TCP connection alone: a host that takes it and says nothing is waited for without an end.
    client.on("connect", () => {
      clearTimeout(timer);
    });
    client.on("error", fail);
    client.on("close", () => {
      fail(new Error("the connection was closed"));
    });
    client.on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) => {
      finish(prompts.map(() => to.password ?? ""));
    });
    client.on("ready", () => {
      clearTimeout(timer);
      resolve(client);
    });
    client.connect({ ...config(to), ...(sock ? { sock } : { host: to.host, port: to.port }) });
  });
}

/** Connects with the retries that the connection asks for. The connection stays open, as the real plugin's does. */
export async function dial(to: Connection, say: Say): Promise<Client> {
  const failed = (what: string, limit: number) => (tries: number) => {
    say(`${what} ${tries}/${limit === -1 ? "inf" : limit} failed: retrying`);
  };
  await agentAnswers(to.agentSocketPath);
  config(to); // A key that cannot be read does not get better by trying again.
  const { proxy } = to;
  if (!proxy) {
    return retrying(to.dialErrorLimit, () => connect(to), failed("Dial", to.dialErrorLimit));
  }
  const proxyLimit = proxy.dialErrorLimit;
  try {
    const bastion = await retrying(proxyLimit, () => connect(proxy), failed("Dial proxy", proxyLimit));
    // One channel for all tries, as in the real plugin: once a handshake over it has failed, it has come to its end.
    const channel = await forward(bastion, to);
    let used = false;
    return await retrying(
      to.dialErrorLimit,
      () => {
        if (used) throw new Error("ssh: handshake failed: EOF");
        used = true;
        return connect(to, channel);
      },
      failed("Dial from proxy", to.dialErrorLimit),
    );
  } catch (error) {
    throw new Error(`proxy: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function forward(bastion: Client, to: Endpoint): Promise<NonNullable<ConnectConfig["sock"]>> {
  return new Promise((resolve, reject) => {
    bastion.forwardOut("127.0.0.1", 0, to.host, to.port, (error, channel) => {
      if (error) reject(new Error(`ssh: rejected: ${rejection(error)}`, { cause: error }));
      else resolve(channel);
    });
  });
}

/** In Go's words: the reason by its number, and what the bastion said. */
function rejection({ message, reason }: Error & { reason?: unknown }): string {
  const said = message.replace(/^.*open failure: /, "");
  return reason === 1 ? `administratively prohibited (${said})` : `connect failed (${said})`;
}

/** The real plugin connects to the SSH agent before it does anything else, whether it needs it or not. */
function agentAnswers(socket: string | undefined): Promise<void> {
  if (socket === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const there = net.connect(socket);
    there.on("connect", () => {
      there.destroy();
      resolve();
    });
    there.on("error", ({ code }: NodeJS.ErrnoException) => {
      const words = code === "ENOENT" ? "no such file or directory" : "connection refused";
      reject(new Error(`dial unix ${socket}: connect: ${words}`));
    });
  });
}
