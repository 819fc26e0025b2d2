// A pair of SMS hosts with one kind of agent, and the rivals' HAProxies on them.
import { setTimeout as sleep } from "node:timers/promises";
import { type Node, nodes, otherThan, Pair } from "../pair/pair.ts";
import { createRows } from "../pair/rows.ts";
import { type Agent, checks, configOf, startEndpoint } from "./agents.ts";
import { configuration, ports, type Rival, rivals, socketOf } from "./targets.ts";

const networks: Readonly<Record<Agent, string>> = {
  "n2pg-aux": "172.30.192",
  bundled: "172.30.193",
  endpoint: "172.30.194",
};

export class Field {
  readonly agent: Agent;
  readonly pair: Pair;
  primary: Node = "sms-01";
  #rivals: readonly Rival[] = [];

  constructor(agent: Agent, pair = new Pair(`n2acd-bench-${agent}`, networks[agent])) {
    this.agent = agent;
    this.pair = pair;
  }

  /** The program on hosts that have booted. */
  async deploy(): Promise<void> {
    const { agent, pair } = this;
    if (agent === "endpoint") await pair.all(startEndpoint);
    await pair.deploy(configOf(agent, pair.prefix));
    await createRows(pair, this.primary);
  }

  async startRivals(): Promise<void> {
    const { pair } = this;
    const servers = Object.fromEntries(nodes.map((node) => [node, pair.address(node)]));
    for (const rival of rivals) {
      const unit = `bench-${rival}`;
      const input = configuration(rival, servers, checks[this.agent]);
      await pair.all((host) =>
        host.run(
          `mkdir -p /etc/bench && cat >/etc/bench/${rival}.cfg && haproxy -c -q -f /etc/bench/${rival}.cfg &&
           systemd-run -q --unit=${unit} haproxy -f /etc/bench/${rival}.cfg`,
          { input },
        ),
      );
    }
    const open = Object.values(ports).map((port) => `firewall-cmd -q --add-port=${port}/tcp`);
    this.#rivals = rivals;
    await pair.all((host) => host.run(`! firewall-cmd -q --state 2>/dev/null || { ${open.join("; ")}; }`));
  }

  /** Waits until every HAProxy has the primary up, the standby down, and neither in doubt; and the guards know both. */
  async settled(seconds = 60): Promise<void> {
    const end = Date.now() + 1000 * seconds;
    await this.pair.settled(this.primary, seconds);
    for (;;) {
      const lacking = (await this.pair.all((host, node) => this.#lacking(host.run, node))).flat();
      if (lacking.length === 0) return;
      if (Date.now() > end)
        throw new Error(`${this.agent}: not settled after ${seconds} s: ${lacking.join("; ")}`);
      await sleep(500);
    }
  }

  async #lacking(run: (command: string) => Promise<string>, at: Node): Promise<string[]> {
    const standby = otherThan(this.primary);
    const said = await run(
      `for name in ${this.#rivals.join(" ")}; do
         echo 'show stat -1 4 -1' | socat -t 2 - ${socketOf("$name")} | awk -F, '$2 ~ /^sms/ { print $1, $2, $18 }'
       done; printf 'status\\n' | socat -t 2 - TCP:127.0.0.1:10001`,
    );
    const wanted = [
      ...this.#rivals.flatMap((rival) => [`${rival} ${this.primary} UP`, `${rival} ${standby} DOWN`]),
      `server ${this.primary} ACD up`,
    ];
    const own = at === this.primary ? /^own ACD primary .*serving/m : /^rival \S+ ACD primary serving/m;
    const lines = said.split("\n");
    return [
      ...wanted.filter((line) => !lines.includes(line)).map((line) => `${at} lacks ${line}`),
      ...(own.test(said) ? [] : [`${at}'s guard: ${said.slice(said.indexOf("node="))}`]),
    ];
  }
}
