// QEMU's control socket: JSON lines, one answer for each command. https://www.qemu.org/docs/master/interop/qmp-spec.html
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

interface Answer {
  readonly return?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly desc: string };
}

export class Qmp {
  readonly #socket: Socket;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    const lines = createInterface(socket);
    lines.on("line", (line) => {
      const said = JSON.parse(line) as Answer;
      // The greeting and events answer no command.
      if ("return" in said || "error" in said) this.#waiting.shift()?.(said);
    });
    // The socket breaks when QEMU is killed, which is what these machines are for.
    for (const each of [lines, socket]) each.on("error", () => undefined);
  }

  /** Connects once the socket is there. */
  static async open(path: string): Promise<Qmp> {
    const qmp = new Qmp(await opened(path));
    await qmp.tell("qmp_capabilities");
    return qmp;
  }

  tell(
    command: string,
    args: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(({ return: value, error }) => {
        if (value === undefined) reject(new Error(`${command}: ${error?.desc ?? "no answer"}`));
        else resolve(value);
      });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function opened(path: string): Promise<Socket> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await new Promise((resolve, reject) => {
        const socket = connect(path, () => {
          resolve(socket);
        });
        socket.once("error", reject);
      });
    } catch (error) {
      if (tries > 200) throw error;
      await pause(50);
    }
  }
}
