// A cluster of four under users, whose stack file changes one key after the other.
import assert from "node:assert/strict";
import { clientKey, feNodes, Hosts, type Node, smsNodes } from "../stack/hosts.ts";
import { Stack } from "../stack/stack.ts";
import { local } from "../exec.ts";
import { startEndpoint, trustEachOther } from "./endpoint.ts";
import { obstructed, type Obstacle } from "./obstacles.ts";
import { type Seen, seenDuring } from "./users.ts";

/** One `up` under users. */
export interface Ran extends Seen {
  readonly seconds: number;
  readonly text: string;
  readonly ended: "well" | "failed";
  /** What `status` says afterwards. */
  readonly status: string;
}

/** What users use. */
export interface Use {
  databasePorts: number[];
  frontPorts: number[];
  paths: string[];
}

export class Field {
  readonly hosts: Hosts;
  readonly use: Use = {
    databasePorts: [15_432],
    frontPorts: [80],
    paths: ["/", "/n2acd-fe/jarvis-agent"],
  };
  #stack: Stack | undefined;

  constructor(name: string, prefix: string) {
    this.hosts = new Hosts(name, prefix);
  }

  get stack(): Stack {
    return this.#stack ?? assert.fail("there is no stack yet");
  }

  async open(): Promise<void> {
    await this.hosts.up();
    const sms = smsNodes.map((node) => this.hosts.on(node));
    await Promise.all(sms.map(startEndpoint));
    await trustEachOther(sms);
    this.#stack = await Stack.create(
      this.hosts.cluster.name,
      { ...(await this.hosts.config()), databases: [{ name: "ACD" }] },
      clientKey,
    );
    await this.#stack.mustUp();
  }

  close(): Promise<void> {
    return this.hosts.cluster.down();
  }

  /** Another value by path; undefined takes the key away. */
  async set(path: string, value: unknown): Promise<void> {
    if (value === undefined) await this.stack.must("config", "rm", "--path", `n2acd-ha:${path}`);
    else if (typeof value === "string") await this.stack.set({ [path]: value });
    else await this.stack.setObject(path, value);
  }

  /** `up`, under users. */
  async up(): Promise<Ran> {
    const { databasePorts, frontPorts, paths } = this.use;
    const places = {
      databases: smsNodes.map((node) => this.hosts.address(node)),
      databasePorts,
      fronts: feNodes.map((node) => this.hosts.address(node)),
      frontPorts,
      paths,
    };
    let ran = { status: 1, text: "" };
    let seconds = 0;
    const seen = await seenDuring(places, async () => {
      const begun = performance.now();
      ran = await this.stack.up();
      seconds = (performance.now() - begun) / 1000;
    });
    return {
      ...seen,
      seconds,
      text: ran.text,
      ended: ran.status === 0 ? "well" : "failed",
      status: await this.#status(),
    };
  }

  /** What HAProxy and the endpoint said of late, for a run that users noticed. */
  async journal(): Promise<string> {
    const said = await this.hosts.all((host) =>
      host.run(
        "journalctl -q -o short-precise --no-pager --since -90s -u haproxy -u n2endpoint | grep -v 'Connect from\\|\\[[0-9]*\\]: [0-9.]*:[0-9]* \\[' | tail -n 60",
      ),
    );
    return Object.entries(said)
      .map(([node, lines]) => `${node}:\n${lines}`)
      .join("\n");
  }

  /** `up` with something in the way at one node. */
  async obstructed(node: Node, obstacle: Obstacle): Promise<Ran> {
    let ran: Ran | undefined;
    await obstructed(this.hosts, node, obstacle, async () => {
      ran = await this.up();
    });
    return ran ?? assert.fail();
  }

  async #status(): Promise<string> {
    const { stdout, stderr } = await local(this.stack.tool("status", "--json"));
    const { headline } = JSON.parse(stdout || `{"headline": ${JSON.stringify(stderr)}}`) as {
      headline: string;
    };
    return headline;
  }
}
