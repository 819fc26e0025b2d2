import { numeric, whole } from "../status/answer.ts";
import { call, run, Trouble } from "./run.ts";
import type { Member } from "./members.ts";

/** A standby that streams from a server. */
export interface Stream {
  readonly address: string;
  readonly lagBytes: number | undefined;
  readonly name: string;
}

/** A PostgreSQL, and what runs it, as its host reports. */
export interface Seen {
  readonly member: Member;
  /** `down`: it does not answer; `unread`: its host does not. */
  readonly role: "primary" | "standby" | "down" | "unread";
  /** Why the server is down or unread. */
  readonly trouble: string | undefined;
  /** True for a server that is down while a postmaster exists, starting or stopping. */
  readonly alive: boolean;
  readonly facts: ReadonlyMap<string, string>;
  readonly timeline: number | undefined;
  readonly streaming: boolean;
  readonly streams: readonly Stream[];
  readonly addresses: readonly string[];
  readonly patroni: { readonly config: string; readonly user: string } | undefined;
  readonly repmgr: { readonly config: string; readonly program: string } | undefined;
  /** The notes that an interrupted switchover has left here. */
  readonly note:
    | {
        readonly from: string;
        readonly to: string;
        /** The address at which the next primary is reached for replication. */
        readonly address: string | undefined;
        readonly stopped: number | undefined;
        readonly busy: boolean;
      }
    | undefined;
}

/** Asks one host. Never throws: a host that cannot be asked is `unread`. */
export async function look(member: Member): Promise<Seen> {
  try {
    return seenOf(member, await run(member, [call("instance", member.port, member.user)], 25));
  } catch (error) {
    return {
      ...seenOf(member, []),
      role: "unread",
      trouble: error instanceof Trouble ? error.message : String(error),
    };
  }
}

export function lookAtEach(members: readonly Member[]): Promise<Seen[]> {
  return Promise.all(members.map(look));
}

/** Reads the records that host/instance.sh prints. */
export function seenOf(member: Member, records: readonly (readonly string[])[]): Seen {
  const facts = new Map(records.map(([key = "", value = ""]) => [key, value]));
  const all = (kind: string): (readonly string[])[] => records.filter(([key]) => key === kind);
  const role = facts.get("role");
  const [, config, user] = all("patroni")[0] ?? [];
  const [, file, program] = all("repmgr")[0] ?? [];
  const [from, to] = [facts.get("noted_from"), facts.get("noted_to")];
  return {
    member,
    role: role === "primary" || role === "standby" ? role : "down",
    trouble: facts.get("error"),
    alive: facts.get("alive") === "yes",
    facts,
    timeline: whole(facts.get("timeline")),
    streaming: facts.get("receiver") === "streaming",
    streams: all("streams").map(([, text = ""]) => {
      const [address = "", lag, , name = ""] = text.split("|");
      return { address, lagBytes: whole(lag), name };
    }),
    addresses: (facts.get("addresses") ?? "").split(" ").filter((word) => word !== ""),
    patroni: config === undefined || user === undefined ? undefined : { config, user },
    repmgr: file === undefined || program === undefined ? undefined : { config: file, program },
    note:
      from === undefined || to === undefined
        ? undefined
        : {
            from,
            to,
            address: facts.get("noted_address"),
            stopped: numeric(facts.get("noted_stopped")),
            busy: facts.get("noted_busy") === "yes",
          },
  };
}

/** The stream from this primary to a standby. Where addresses are translated on the way, it is the only stream that exists. */
export function streamTo(primary: Seen, standby: Seen): Stream | undefined {
  const [only, another] = primary.streams;
  const own = primary.streams.find(({ address }) => standby.addresses.includes(address));
  return own ?? (another === undefined && standby.streaming ? only : undefined);
}

/** The address at which a standby is reached for replication: as the primary sees it now, or saw it when the switchover began. */
export function addressOf(primary: Seen, standby: Seen): string {
  const seen = streamTo(primary, standby)?.address ?? primary.note?.address;
  return seen === undefined || seen === "local" ? standby.member.host.login.host : seen;
}
