// What the HAProxy of an SMS node says about its servers.
import type { TestHost } from "../exec.ts";

/** The listen that writers use. */
const listen = "Postgres-ACD";

/** A line of `show stat`, by column. */
export type Line = Readonly<Record<string, string>>;

export class Proxy {
  readonly #host: TestHost;

  constructor(host: TestHost) {
    this.#host = host;
  }

  /** The servers' status by name, such as UP, DOWN, `UP 1/3`; empty where HAProxy does not answer. */
  async states(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(
      (await this.servers()).map((line) => [line["svname"] ?? "", line["status"] ?? ""]),
    );
  }

  async servers(): Promise<readonly Line[]> {
    const { stdout } = await this.#host.exec(
      "echo 'show stat -1 4 -1' | socat -t 2 - /run/haproxy.sock-admin",
    );
    const [head = "", ...lines] = stdout.trim().replace(/^# /, "").split("\n");
    const names = head.split(",");
    return lines
      .map((line) => Object.fromEntries(line.split(",").map((value, index) => [names[index] ?? "", value])))
      .filter((line) => line["pxname"] === listen);
  }

  /** How many checks of a server have failed since HAProxy was last reloaded. */
  async failedChecks(server: string): Promise<number> {
    const found = (await this.servers()).find((line) => line["svname"] === server);
    return Number(found?.["chkfail"] ?? 0);
  }
  /** What it has logged of its servers since then (as Date.now()), in order, such as `sms-01 DOWN`. */
  async changes(since: number): Promise<readonly string[]> {
    const { stdout } = await this.#host.exec(
      `journalctl -q -o cat -t haproxy --since @${(since / 1000).toFixed(3)} || true`,
    );
    const change = new RegExp(`^Server ${listen}/(\\S+) is (UP|DOWN)`, "gm");
    return [...stdout.matchAll(change)].map(([, server = "", state = ""]) => `${server} ${state}`);
  }
}
