/** The nodes of a stack, as far as a picture of it needs them. */
export interface Topology {
  readonly smsNodes: readonly string[];
  /** The stack whose SMS nodes these front ends use, where it is another one. */
  readonly smsStack?: string | undefined;
  readonly feNodes: readonly string[];
  readonly databases: readonly {
    readonly name: string;
    readonly port: number;
    readonly listenPort: number;
  }[];
  /** Where the front ends take requests: over HTTP, and over HTTPS where they do. */
  readonly fePorts: readonly number[];
  /** Addresses that the nodes of a kind have in turn: users come to them in place of the nodes' own. */
  readonly vips: readonly Vip[];
}

export interface Vip {
  readonly name: string;
  readonly address: string;
  readonly for: "fe" | "sms";
}

/** How something is: `calm` is neither good nor bad, such as a standby. */
export type Tone = "good" | "calm" | "warn" | "bad" | "unknown";

/** What is known of a part of a node, and a few words on it. */
export interface Part {
  readonly tone: Tone;
  readonly note: string;
}

/** What is known of a node now. */
export interface Live {
  readonly tone: Tone;
  readonly note: string;
  readonly proxy: Part;
  /** SMS nodes: how the front ends see it. */
  readonly web?: Part;
  /** SMS nodes, by name: `primary` says that it is one. */
  readonly databases?: ReadonlyMap<string, Part & { readonly primary: boolean }>;
}

/** The ports of the front ends that users come to: the one for HTTPS only where they take that. */
export function fePortsOf(http: number, https: number | undefined): number[] {
  return [http, ...(https === undefined ? [] : [https])];
}
