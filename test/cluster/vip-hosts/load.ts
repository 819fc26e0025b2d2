// A load on a virtual address by vegeta: so many HTTPS connections a second, each with a whole handshake, one request and its answer.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../support/stack/pulumi.ts";
import { local } from "../../support/exec.ts";

export interface Asked {
  readonly address: string;
  readonly perSecond: number;
  /** The authority's certificate, a file, and the name that is asked for. */
  readonly tls: { readonly authority: string; readonly name: string };
}

/** What `vegeta report` says; times in nanoseconds. */
export interface Report {
  readonly requests: number;
  /** The share that was answered with a status of 200 to 399. */
  readonly success: number;
  /** Requests a second. */
  readonly rate: number;
  readonly duration: number;
  readonly latencies: { readonly max: number };
  /** Each kind of failure once. */
  readonly errors: readonly string[];
}

/** One in a hundred is a call of Jarvis: each is a row in the database. */
const paths = ["/n2acd-fe/jarvis-agent", ...Array<string>(99).fill("/")];

export class Load {
  readonly #folder: string;
  readonly #vegeta: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(folder: string, vegeta: string, { address, perSecond, tls }: Asked) {
    this.#folder = folder;
    this.#vegeta = vegeta;
    const options = {
      targets: join(folder, "targets"),
      output: join(folder, "results"),
      rate: perSecond,
      // Until it is stopped.
      duration: 0,
      timeout: "10s",
      // When this machine stands still for a moment, vegeta makes up for it with these alone: more of them cost more than they ask for.
      "max-workers": 40,
      keepalive: false,
      http2: false,
      "root-certs": tls.authority,
      "connect-to": `${tls.name}:443:${address}:443`,
    };
    const words = Object.entries(options).map(([name, value]) => `-${name}=${value}`);
    this.#process = spawn(vegeta, ["attack", ...words], { stdio: ["ignore", "inherit", "inherit"] });
    this.#ended = once(this.#process, "exit");
  }

  static async begin(asked: Asked): Promise<Load> {
    const made = await local([join(root, "scripts/vegeta.sh")], { timeout: 600_000 });
    if (made.status !== 0) throw new Error(made.stderr);
    const folder = await mkdtemp(join(tmpdir(), "n2acd-load-"));
    const targets = paths.map((path) => `GET https://${asked.tls.name}${path}\n`).join("");
    await writeFile(join(folder, "targets"), targets);
    return new Load(folder, made.stdout.trim(), asked);
  }

  /** Waits for the last answers. */
  async end(): Promise<Report> {
    try {
      this.#process.kill("SIGINT");
      await this.#ended;
      const { status, stdout, stderr } = await local([
        ...[this.#vegeta, "report", "-type=json", join(this.#folder, "results")],
      ]);
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Report;
    } finally {
      await rm(this.#folder, { recursive: true });
    }
  }
}
