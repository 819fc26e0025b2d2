// Something that speaks PostgreSQL's protocol on a port of its own and says what a test wants: as an impostor, or, since it
// knows the password, past the login as well.
import { createHmac, pbkdf2Sync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** A message of the protocol, such as `Z` with the body `I`. */
export function message(kind: string, body: Buffer | string = ""): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : body;
  const head = Buffer.alloc(5);
  head.write(kind, "latin1");
  head.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

export function authentication(code: number, rest: Buffer | string = ""): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(code);
  return message("R", Buffer.concat([head, Buffer.from(rest)]));
}

/** A row of texts. */
export function row(...values: (string | null)[]): Buffer {
  const parts = values.map((value) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : Buffer.byteLength(value));
    return Buffer.concat([length, Buffer.from(value ?? "")]);
  });
  const count = Buffer.alloc(2);
  count.writeUInt16BE(values.length);
  return message("D", Buffer.concat([count, ...parts]));
}

export const READY = message("Z", "I");
export const PRIMARY = Buffer.concat([row("f", "off", "f", null), message("C", "SELECT 1\0"), READY]);

export interface Faces {
  /** What it answers to the first message; SCRAM with the password where this is left out. */
  readonly login?: Buffer;
  readonly password?: string;
  /** What it answers to a query. */
  readonly answer?: Buffer;
}

export class FakePostgres {
  readonly port: number;
  /** Everything that it was sent after the first message of a connection. */
  received = "";
  /** What the next connection meets. */
  faces: Faces;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(server: Server, port: number, faces: Faces) {
    this.server = server;
    this.faces = faces;
    this.port = port;
  }

  static async start(faces: Faces, port = 0): Promise<FakePostgres> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      fake.sockets.add(socket);
      void serve(socket, fake.faces, (data) => (fake.received += data.toString("latin1")));
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port was given");
    const fake = new FakePostgres(server, address.port, faces);
    return fake;
  }

  /** Ends all connections. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  stop(): void {
    this.server.close();
  }
}

async function serve(socket: Socket, faces: Faces, heard: (data: Buffer) => void): Promise<void> {
  const next = async (): Promise<Buffer> => ((await once(socket, "data")) as [Buffer])[0];
  try {
    await next();
    if (faces.login !== undefined) socket.write(faces.login);
    else await scram(socket, faces.password ?? "", next);
    for (;;) {
      heard(await next());
      if (faces.answer !== undefined) socket.write(faces.answer);
    }
  } catch {
    socket.destroy();
  }
}

async function scram(socket: Socket, password: string, next: () => Promise<Buffer>): Promise<void> {
  socket.write(authentication(10, "SCRAM-SHA-256\0\0"));
  const hello = (await next()).toString("latin1");
  const bare = hello.slice(hello.indexOf("n=,r="));
  const salt = Buffer.from("salt");
  const first = `r=${bare.slice(5)}server,s=${salt.toString("base64")},i=4096`;
  socket.write(authentication(11, first));
  const proof = (await next()).toString("latin1");
  const salted = pbkdf2Sync(password, salt, 4096, 32, "sha256");
  const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const without = proof.slice(proof.indexOf("c="), proof.indexOf(",p="));
  const signature = hmac(hmac(salted, "Server Key"), `${bare},${first},${without}`).toString("base64");
  socket.write(Buffer.concat([authentication(12, `v=${signature}`), authentication(0), READY]));
}
