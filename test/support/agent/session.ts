import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { Postgres } from "./postgres.ts";

/** An idle session of the superuser, which holds one of the server's connections and nothing else. */
export class Session {
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Throws with PostgreSQL's words when it lets nobody in. */
  static async open(server: Postgres): Promise<Session> {
    const socket = connect(join(server.folder, `.s.PGSQL.${server.port}`));
    socket.on("error", () => undefined);
    const words = Buffer.from("user\0postgres\0database\0postgres\0\0");
    const head = Buffer.alloc(8);
    head.writeUInt32BE(words.length + 8, 0);
    head.writeUInt32BE(3 << 16, 4);
    socket.write(Buffer.concat([head, words]));
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!answer.toString("latin1").startsWith("R")) {
      socket.destroy();
      throw new Error(answer.toString());
    }
    return new Session(socket);
  }

  /** Sessions in every connection that the server has to give. */
  static async exhaust(server: Postgres): Promise<Session[]> {
    const sessions: Session[] = [];
    for (;;) {
      try {
        sessions.push(await Session.open(server));
      } catch (error) {
        if (/too many clients/.test(String(error))) return sessions;
        throw error;
      }
    }
  }

  close(): void {
    this.socket.destroy();
  }
}
