import type { Failover } from "../failover.ts";
import type { Database } from "./database.ts";
import type { Extra } from "./extra.ts";

/** A node as another node's HAProxy sees it. */
export interface Server {
  /** The name of the `server` line. */
  readonly name: string;
  readonly address: string;
  /** Out of service: it gets no new connections, and keeps those that it has. */
  readonly drained?: boolean;
}

/** Where HAProxy itself answers. `bind` is `*`, a literal address, or `node` for the node's own. */
export interface Page {
  readonly bind: string;
  readonly port: number;
  /** Over TLS, with certificate, chain and key in a file on the host. Default: plain HTTP. */
  readonly tls?: { readonly certificateFile: string } | undefined;
}

/** What both kinds of node configure alike. Times in milliseconds. */
export interface Common {
  /** The Pulumi stack, for the header. */
  readonly stack: string;
  /** All SMS nodes, in rollout order: HAProxy 1.8 tells its peers a server's position, not its name. */
  readonly smsNodes: readonly Server[];
  readonly stats: Page;
  /** This node's own address; needed where a page's `bind` is `node`. */
  readonly address?: string;
  readonly failover: Failover;
  readonly timeouts: { readonly client: number; readonly server: number };
  /** How long a worker that a reload has replaced may keep its sessions. */
  readonly hardStopAfter: number;
  /** Connections that each port for clients takes, and that are passed to any one server. */
  readonly maxConnections: { readonly clients: number; readonly server: number };
  /** HAProxy says whether it lives, to the check of virtual addresses. Default: false. */
  readonly alive?: boolean;
  /** An operator's own lines. */
  readonly extra?: Extra;
}

/** What an SMS node's HAProxy does. */
export interface SmsModel extends Common {
  readonly databases: readonly Database[];
  /** The port on which the SMS nodes' HAProxies tell each other which primary they use. */
  readonly peersPort: number;
  /** How an agent is asked whether its node is the primary. As in the guide, `OPTIONS /`, unless given. */
  readonly check?:
    | {
        readonly method: string;
        readonly path: string;
        /** Over TLS: the CA that has to have signed the certificate, a file on the node; and the name that it has to be for. */
        readonly tls?: { readonly caFile: string; readonly serverName?: string | undefined } | undefined;
      }
    | undefined;
  readonly splitBrain: SplitBrain;
  /** The port on which this node's guard tells HAProxy which server is superseded; without it nobody does. */
  readonly guardPort?: number | undefined;
  /** How the servers of writers are checked where there are guards. Default: as all others, by `failover`. */
  readonly guardedFailover?: Failover | undefined;
}

/**
 * What new connections meet while more than one server answers as primary: `keep`, the server that is in use, or, where
 * none is known to be, a refusal; `refuse`, a refusal in any case.
 */
export type SplitBrain = "refuse" | "keep";

/** Where HTTPS is: the port that users come to, and the one that Apache gets behind it. */
export interface Tls {
  readonly port: number;
  readonly apachePort: number;
  /** Whoever comes over HTTP is sent here. Default: no. */
  readonly redirect?: boolean;
  /** For how many seconds a browser that was here comes over HTTPS alone. Default: nothing is said of it. */
  readonly hsts?: { readonly maxAge: number; readonly includeSubDomains: boolean } | undefined;
}

/** How the SMS nodes' Apache is asked over TLS. */
export interface JarvisTls {
  /** Apache's port for it. */
  readonly port: number;
  /** A file on the front end: a CA of it has to have signed the certificate. */
  readonly caFile: string;
  /** The name that each node's certificate has to be for. Default: the name that the node has as its address. */
  readonly serverName?: string | undefined;
}

/** What an FE node's HAProxy does. */
export interface FeModel extends Common {
  /** The port that users come to. */
  readonly port: number;
  /** The port that the local Apache was moved to. */
  readonly apachePort: number;
  /** HTTPS, with the certificates of the local Apache; without it, Apache alone has it. */
  readonly tls?: Tls | undefined;
  readonly jarvis: {
    /** Requests whose path begins so go to an SMS node. */
    readonly path: string;
    /** The SMS nodes' Apache. */
    readonly port: number;
    /** Checked with GET; without it, as in the guide, `OPTIONS /`. */
    readonly checkPath?: string | undefined;
    /** Requests and checks go over TLS, to another port. Default: over plain HTTP. */
    readonly tls?: JarvisTls | undefined;
  };
}
