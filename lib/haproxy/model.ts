import type { Failover } from "../failover.ts";
import type { Extra } from "./extra.ts";

/** A node as another node's HAProxy sees it. */
export interface Server {
  /** The name of the `server` line. */
  readonly name: string;
  readonly address: string;
  /** Out of service: it gets no new connections, and keeps those that it has. */
  readonly drained?: boolean;
}

/** A page that HAProxy itself serves. `bind` is `*`, a literal address, or `node` for the node's own. */
export interface Page {
  readonly bind: string;
  readonly port: number;
  /** Served over TLS, with certificate, chain and key in a file on the host. Default: plain HTTP. */
  readonly tls?: { readonly certificateFile: string } | undefined;
}

/** One PostgreSQL instance, on the same ports of every SMS node. */
export interface Database {
  readonly name: string;
  /** PostgreSQL's own port. */
  readonly port: number;
  /** HAProxy's port for connections to the primary. */
  readonly listenPort: number;
  /** The port on which the health agent answers. */
  readonly checkPort: number;
  /** For clients that only read: HAProxy's port, and the path that the agent answers with 200 on a standby that is good enough. */
  readonly readers?: { readonly listenPort: number; readonly checkPath: string } | undefined;
}

/** What both kinds of node configure alike. Times in milliseconds. */
export interface Common {
  /** The Pulumi stack, for the header. */
  readonly stack: string;
  /** All SMS nodes, in rollout order: HAProxy 1.8 sends its peers a server's position, not its name. */
  readonly smsNodes: readonly Server[];
  readonly stats: Page;
  /** This node's own address; needed where a page's `bind` is `node`. */
  readonly address?: string;
  readonly failover: Failover;
  readonly timeouts: { readonly client: number; readonly server: number };
  /** How long a worker that a reload has replaced may keep its sessions. */
  readonly hardStopAfter: number;
  /** How many connections each port for clients accepts, and how many are passed to any one server. */
  readonly maxConnections: { readonly clients: number; readonly server: number };
  /** HAProxy answers the check of virtual addresses, which asks whether it is alive. Default: false. */
  readonly alive?: boolean;
  /** An operator's own lines. */
  readonly extra?: Extra;
}

/** The configuration of an SMS node's HAProxy. */
export interface SmsModel extends Common {
  readonly databases: readonly Database[];
  /** The port on which the SMS nodes' HAProxies tell each other which primary they use. */
  readonly peersPort: number;
  /** How an agent is asked whether its node is the primary. Default: `OPTIONS /`, as in the guide. */
  readonly check?:
    | {
        readonly method: string;
        readonly path: string;
        /** Over TLS: a file on the node with the CA that has to have signed the certificate, and the name that the certificate has to be for. */
        readonly tls?: { readonly caFile: string; readonly serverName?: string | undefined } | undefined;
      }
    | undefined;
  readonly splitBrain: SplitBrain;
  /** The port on which this node's guard tells HAProxy which server is superseded. Without it, HAProxy asks no guard. */
  readonly guardPort?: number | undefined;
  /** How the servers of writers are checked where there are guards. Default: as all others, by `failover`. */
  readonly guardedFailover?: Failover | undefined;
}

/**
 * What happens to new connections while more than one server answers as primary. `keep`: they go to the server that is in use, or are
 * refused if none is known to be in use. `refuse`: they are always refused.
 */
export type SplitBrain = "refuse" | "keep";

/** The port of HTTPS that users connect to, and the port to which Apache's HTTPS moves behind it. */
export interface Tls {
  readonly port: number;
  readonly apachePort: number;
  /** Redirects HTTP requests to this port. Default: false. */
  readonly redirect?: boolean;
  /** For how many seconds a browser that was here uses only HTTPS. Default: HAProxy sends no such header. */
  readonly hsts?: { readonly maxAge: number; readonly includeSubDomains: boolean } | undefined;
}

/** How HAProxy connects to Apache on the SMS nodes over TLS. */
export interface JarvisTls {
  /** The port of Apache's HTTPS. */
  readonly port: number;
  /** A file on the front end with the CA that has to have signed the certificate. */
  readonly caFile: string;
  /** The name that each node's certificate has to be for. Default: the node's address, if it is a name. */
  readonly serverName?: string | undefined;
}

/** The configuration of an FE node's HAProxy. */
export interface FeModel extends Common {
  /** The port that users connect to. */
  readonly port: number;
  /** The port that the local Apache was moved to. */
  readonly apachePort: number;
  /** HTTPS through HAProxy, with the certificates of the local Apache. Without it, Apache itself serves HTTPS. */
  readonly tls?: Tls | undefined;
  readonly jarvis: {
    /** Requests whose path begins with this go to an SMS node. */
    readonly path: string;
    /** The port of Apache on the SMS nodes. */
    readonly port: number;
    /** The path of the check, with GET. Default: `OPTIONS /`, as in the guide. */
    readonly checkPath?: string | undefined;
    /** Requests and checks go over TLS, to another port. Default: over plain HTTP. */
    readonly tls?: JarvisTls | undefined;
  };
}
