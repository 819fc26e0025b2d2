/** The nodes of a stack, as far as a picture of it needs them. */
export interface Topology {
  readonly smsNodes: readonly string[];
  /** The stack whose SMS nodes these front ends use, if it is another one. */
  readonly smsStack?: string | undefined;
  readonly feNodes: readonly string[];
  readonly databases: readonly {
    readonly name: string;
    readonly port: number;
    readonly listenPort: number;
  }[];
  /** The ports of the front ends: for HTTP, and for HTTPS if they serve it. */
  readonly fePorts: readonly number[];
  /** Virtual addresses: one node of a kind has each at a time, and users connect to them instead of the nodes' own addresses. */
  readonly vips: readonly Vip[];
}

export interface Vip {
  readonly name: string;
  readonly address: string;
  readonly for: "fe" | "sms";
}

/** The state of a node or a part of it. `calm` is neither good nor bad, such as a standby. */
export type Tone = "good" | "calm" | "warn" | "bad" | "unknown";

/** The state of a part of a node, with a short note. */
export interface Part {
  readonly tone: Tone;
  readonly note: string;
}

/** The present state of a node. */
export interface Live {
  readonly tone: Tone;
  readonly note: string;
  readonly proxy: Part;
  /** SMS nodes: how the front ends see the node. */
  readonly web?: Part;
  /** SMS nodes: the databases by name. `primary` is true on the primary. */
  readonly databases?: ReadonlyMap<string, Part & { readonly primary: boolean }>;
}

/** The ports of the front ends that users connect to: the one for HTTPS only if it is defined. */
export function fePortsOf(http: number, https: number | undefined): number[] {
  return [http, ...(https === undefined ? [] : [https])];
}
