// Hosts that are only SSH servers: real ones in this process, each with an address and a host key of its own. No step runs
// there: a server reads the input of a command, and reports success.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2, { type AuthContext, type Connection, type ParsedKey, type Server } from "ssh2";

const { generateKeyPairSync, parseKey } = ssh2.utils;

export interface SimulatedHost {
  readonly address: string;
  /** One public key line. */
  readonly hostKey: string;
}

export class SimulatedHosts {
  readonly hosts: readonly SimulatedHost[];
  /** The private key that they accept, for the login as root. */
  readonly privateKey: string;
  /** The commands that ran, in order, each as `HOST STEP VERB`. */
  readonly commands: string[] = [];
  /** Connections that were made so far, and those that are open now. */
  connections = 0;
  open = 0;
  /** The highest number of connections that were open at once. */
  mostOpen = 0;
  readonly #servers: Server[] = [];

  private constructor(hosts: readonly SimulatedHost[], privateKey: string) {
    this.hosts = hosts;
    this.privateKey = privateKey;
  }

  /** Starts one host for each address, all of which have to be this machine's. */
  static async start(addresses: readonly string[]): Promise<SimulatedHosts> {
    const login = keyPair();
    const keys = addresses.map((address) => ({ address, ...keyPair() }));
    const simulated = new SimulatedHosts(
      keys.map((key) => ({ address: key.address, hostKey: key.public.trim() })),
      login.private,
    );
    const admitted = parsed(login.public);
    for (const { address, private: hostKey } of keys) await simulated.#listen(address, hostKey, admitted);
    return simulated;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise((resolve) =>
            server.close(() => {
              resolve(undefined);
            }),
          ),
      ),
    );
  }

  async #listen(address: string, hostKey: string, admitted: ParsedKey): Promise<void> {
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      this.#serve(client, admitted);
    });
    server.listen(22, address);
    await once(server, "listening");
    if ((server.address() as AddressInfo).address !== address)
      throw new Error(`${address} is not this machine's`);
    this.#servers.push(server);
  }

  #serve(client: Connection, admitted: ParsedKey): void {
    this.connections += 1;
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    client.once("close", () => (this.open -= 1));
    // A client that ends its connection without notice is no failure of a host.
    client.on("error", () => undefined);
    client.on("authentication", (context) => {
      if (admits(context, admitted)) context.accept();
      else context.reject(["publickey"]);
    });
    client.on("session", (accept) => {
      accept().on("exec", (acceptCommand, _reject, { command }) => {
        const channel = acceptCommand();
        channel.on("end", () => {
          const [, step = "", verb = "", host = ""] = /(\S+) (apply|undo) host=(\S+)/.exec(command) ?? [];
          this.commands.push(`${host} ${step} ${verb}`);
          if (step === "ready") channel.write('{"os":"simulated"}\n');
          channel.exit(0);
          channel.end();
        });
        channel.resume();
      });
    });
  }
}

/** Repeated until the key is good: ssh2 now and then makes one that it cannot read itself. */
function keyPair(): ReturnType<typeof generateKeyPairSync> {
  for (;;) {
    const pair = generateKeyPairSync("ed25519");
    if (!(parseKey(pair.private) instanceof Error)) return pair;
  }
}

function admits(context: AuthContext, key: ParsedKey): boolean {
  if (context.method !== "publickey" || !context.key.data.equals(key.getPublicSSH())) return false;
  const { blob, signature } = context;
  return blob === undefined || signature === undefined || key.verify(blob, signature);
}

function parsed(key: string): ParsedKey {
  const found = parseKey(key);
  if (found instanceof Error) throw found;
  return found;
}
