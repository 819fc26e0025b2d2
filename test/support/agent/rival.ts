// Another node's agent as far as the agent under test sees it: it says whatever a test wants, when it wants.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** What it answers: the words of a claim, "silence" to take connections and say nothing, or the bytes to send. */
export type Says = string | ((question: string) => string);

export class Rival {
  says: Says;
  /** Signs its words, where it has a key. */
  key: string | undefined;
  questions = 0;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(says: Says, key: string | undefined) {
    this.says = says;
    this.key = key;
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined);
      socket.on("data", (data) => {
        this.questions += 1;
        const answer = this.answer(data.toString(), socket);
        if (answer !== undefined) socket.end(answer, "latin1");
      });
    });
  }

  static async start(address: string, port: number, says: Says, key?: string): Promise<Rival> {
    const rival = new Rival(says, key);
    rival.server.listen(port, address);
    await once(rival.server, "listening");
    return rival;
  }

  private answer(question: string, socket: Socket): string | undefined {
    if (this.says === "silence") return undefined;
    if (typeof this.says === "function") return this.says(question);
    return response(this.says + this.signature(question, this.says, socket));
  }

  private signature(question: string, words: string, socket: Socket): string {
    const nonce = /nonce=([0-9a-f]+)/.exec(question)?.[1];
    if (this.key === undefined || nonce === undefined) return "";
    return `\n${sign(this.key, nonce, socket.localAddress ?? "", socket.localPort ?? 0, words)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

export function response(body: string): string {
  return `HTTP/1.1 200 OK\r\n\r\n${body}\n`;
}

/** As the agent signs a claim that was asked for at an IPv4 address. */
export function sign(key: string, nonce: string, address: string, port: number, words: string): string {
  const plain = Buffer.from(address.split(".").map(Number)).toString("hex");
  const said = ["n2acd-ha claim", nonce, plain, String(port), words].join("\n");
  return createHmac("sha256", key).update(said).digest("hex");
}

/** The words of a primary that came into use just now. */
export function serving(): string {
  return `primary serving ${Date.now()}000`;
}
