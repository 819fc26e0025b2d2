// Two SMS nodes with everything on them, set up step by step as the program does it.
import { profiles } from "../../../../lib/failover.ts";
import { renderSecrets } from "../../../../lib/haproxy/secrets.ts";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import type { SmsModel } from "../../../../lib/haproxy/model.ts";
import type { TestHost } from "../../../support/exec.ts";
import { makePair, smsCalls, type Pair } from "../../../support/steps/pair.ts";
import { mustRun, type Call } from "../../../support/steps/steps.ts";

export type Kind = "n2pg-aux" | "bundled";

/** What may change between two runs. */
export interface Wanted {
  readonly password: string;
  readonly stats: string;
  readonly drained?: readonly string[];
  /** Further words of the step haproxy. */
  readonly more?: readonly string[];
}

export class Cluster {
  readonly pair: Pair;
  readonly hosts: readonly [TestHost, TestHost];
  readonly #kind: Kind;

  private constructor(pair: Pair, kind: Kind) {
    this.pair = pair;
    this.hosts = [pair.primary, pair.standby];
    this.#kind = kind;
  }

  /** The same hosts with the other agent wanted. */
  with(kind: Kind): Cluster {
    return new Cluster(this.pair, kind);
  }

  static async make(name: string, net: string, kind: Kind, wanted: Wanted): Promise<Cluster> {
    const cluster = new Cluster(await makePair(name, net), kind);
    await cluster.each(["ready", "packages", "database", "firewall", "agent"], wanted);
    await cluster.each(["haproxy-secrets", "haproxy"], wanted);
    return cluster;
  }

  node(host: TestHost): "sms-01" | "sms-02" {
    return host === this.pair.primary ? "sms-01" : "sms-02";
  }

  /** These steps on both hosts at once: what the hosts say. */
  async each(steps: readonly string[], wanted: Wanted): Promise<string[]> {
    const said = await Promise.all(this.hosts.map((host) => this.on(host, steps, wanted)));
    return said.flat();
  }

  /** The same passwords for a new generation, as the program would bring it: agents and proxies one after the other. */
  async up(wanted: Wanted): Promise<string[]> {
    const said = await this.each(["database", "firewall"], wanted);
    for (const host of this.hosts) said.push(...(await this.on(host, ["agent"], wanted)));
    for (const host of this.hosts)
      said.push(...(await this.on(host, ["haproxy-secrets", "haproxy"], wanted)));
    return said;
  }

  async on(host: TestHost, steps: readonly string[], wanted: Wanted): Promise<string[]> {
    const said: string[] = [];
    for (const step of steps) said.push(...(await mustRun(host, this.call(host, step, wanted), "apply")));
    return said;
  }

  call(host: TestHost, step: string, wanted: Wanted): Call {
    const [own, { addresses }] = [this.node(host), this.pair];
    const address = addresses[own === "sms-01" ? 0 : 1];
    switch (step) {
      case "haproxy-secrets":
        return {
          step,
          args: [`local_peer=${address}`],
          input: renderSecrets({ user: "admin", password: wanted.stats }),
        };
      case "haproxy":
        return {
          step,
          args: [
            `local_peer=${address}`,
            "listen=Postgres-ACD:15432",
            `agent=${this.#kind}`,
            "stats=7000",
            ...(wanted.drained ?? []).map((name) => `drained=${name}`),
            ...(wanted.more ?? []),
          ],
          input: renderSms(this.#model(wanted.drained ?? [])),
        };
      case "packages": {
        const names = ["haproxy", "socat", "curl", ...(this.#kind === "n2pg-aux" ? ["n2pg-aux"] : [])];
        return { step, args: names.map((name) => `package=${name}`) };
      }
      case "agent":
        if (this.#kind === "bundled")
          return {
            step,
            args: ["kind=bundled", "patience=2750", `listen=${address}`, "check=5432:25432"],
            input: `password=${wanted.password}\n`,
          };
    }
    const known = smsCalls(this.pair, host, wanted.password).find((each) => each.step === step);
    if (known === undefined) throw new Error(`there is no step ${step}`);
    const more: Record<string, string[]> = {
      firewall: addresses.map((each) => `allow=10000:${each}`),
      database: [`agent=${this.#kind}`],
    };
    return { ...known, args: [...known.args, ...(more[step] ?? [])] };
  }

  remove(): Promise<void> {
    return this.pair.remove();
  }

  #model(drained: readonly string[]): SmsModel {
    const { addresses } = this.pair;
    return {
      stack: "test",
      smsNodes: addresses.map((address, i) => ({
        name: `sms-0${i + 1}`,
        address,
        drained: drained.includes(`sms-0${i + 1}`),
      })),
      stats: { bind: "*", port: 7000 },
      // A refusal or a 503 fails a check at once, as with the profile itself; a busy machine's slowness does not.
      failover: { ...profiles.fast, checkTimeout: 2000 },
      timeouts: { client: 1_800_000, server: 1_800_000 },
      hardStopAfter: 60_000,
      maxConnections: { clients: 1000, server: 100 },
      databases: [{ name: "ACD", port: 5432, listenPort: 15_432, checkPort: 25_432 }],
      peersPort: 10_000,
      splitBrain: "keep",
    };
  }
}
