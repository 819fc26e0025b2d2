// A client in the network's namespace that asks the virtual address every 20 ms, each time on a connection of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { SmallNetwork } from "../../proxy-scripts/support/small/host.ts";
import { vip } from "./pair.ts";

const program = `
const { get } = require("node:http");
setInterval(() => {
  const request = get({ host: "${vip.v4}", agent: false, timeout: 2000 }, (response) => {
    let text = "";
    response.on("data", (part) => (text += part));
    response.on("end", () => response.statusCode === 200 && console.log(text.trim()));
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => undefined);
}, 20);
`;

export class Client {
  readonly #process: ChildProcess;
  #heard: (name: string) => void = () => undefined;

  private constructor(process: ChildProcess) {
    this.#process = process;
    if (process.stdout !== null)
      createInterface({ input: process.stdout }).on("line", (line) => {
        this.#heard(line);
      });
  }

  static async start({ clients }: SmallNetwork): Promise<Client> {
    const process_ = spawn("ip", ["netns", "exec", clients, process.execPath, "-e", program]);
    await once(process_, "spawn");
    return new Client(process_);
  }

  /** When the first answer of another node than that came; nothing when none came for so many seconds. */
  nextFromOther(name: string, seconds: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(undefined);
      }, seconds * 1000);
      this.#heard = (from) => {
        if (from === name) return;
        clearTimeout(timer);
        resolve(performance.now());
      };
    });
  }

  stop(): void {
    this.#process.kill();
  }
}
