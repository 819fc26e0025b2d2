// A bare HTTP client: sends what it is told to, byte for byte, and keeps what comes back.
import { connect } from "node:net";

export interface Answer {
  readonly code: number;
  readonly head: string;
  readonly body: string;
  readonly seconds: number;
  /** Whether the connection ended in order, with nothing reset. */
  readonly clean: boolean;
}

/** Sends bytes to a port and collects the answer until the other side hangs up. */
export async function request(
  port: number,
  bytes: string | Buffer,
  { bound = 10, host = "127.0.0.1" }: { readonly bound?: number; readonly host?: string } = {},
): Promise<Answer> {
  const began = performance.now();
  return await new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true });
    let text = "";
    let reset: Error | undefined;
    socket.setTimeout(bound * 1000, () => socket.destroy(new Error(`no answer within ${bound} s`)));
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (data) => (text += data.toString()));
    socket.on("error", (error) => (reset = error));
    socket.on("close", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n", 2);
      const code = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(head)?.[1] ?? 0);
      if (reset && code === 0) reject(reset);
      else resolve({ code, head, body, seconds: (performance.now() - began) / 1000, clean: !reset });
    });
  });
}
