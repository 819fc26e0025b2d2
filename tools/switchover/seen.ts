import { numeric, whole } from "../status/answer.ts";
import { call, run, Trouble } from "./run.ts";
import type { Member } from "./members.ts";

/** One that streams from it. */
export interface Stream {
  readonly address: string;
  readonly lagBytes: number | undefined;
  readonly name: string;
}

/** A PostgreSQL, and what runs it, as its host says. */
export interface Seen {
  readonly member: Member;
  /** `down`: it does not answer; `unread`: its host does not. */
  readonly role: "primary" | "standby" | "down" | "unread";
  /** Why, of one that is down or unread. */
  readonly trouble: string | undefined;
  /** Of one that is down: a postmaster is there, starting or stopping. */
  readonly alive: boolean;
  readonly facts: ReadonlyMap<string, string>;
  readonly timeline: number | undefined;
  readonly streaming: boolean;
  readonly streams: readonly Stream[];
  readonly addresses: readonly string[];
  readonly patroni: { readonly config: string; readonly user: string } | undefined;
  readonly repmgr: { readonly config: string; readonly program: string } | undefined;
  /** What a switchover that was cut has left here. */
  readonly note:
    | {
        readonly from: string;
        readonly to: string;
        /** Where the next primary is reached for replication. */
        readonly address: string | undefined;
        readonly stopped: number | undefined;
        readonly busy: boolean;
      }
    | undefined;
}

/** Asks one host. Never throws. */
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

/** Of the records that host/instance.sh prints. */
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

/** How a standby streams from this primary; the only one there is, where addresses are translated on the way. */
export function streamTo(primary: Seen, standby: Seen): Stream | undefined {
  const [only, another] = primary.streams;
  const own = primary.streams.find(({ address }) => standby.addresses.includes(address));
  return own ?? (another === undefined && standby.streaming ? only : undefined);
}

/** Where a standby is reached for replication: what the primary of now sees, or saw when the switchover was begun. */
export function addressOf(primary: Seen, standby: Seen): string {
  const seen = streamTo(primary, standby)?.address ?? primary.note?.address;
  return seen === undefined || seen === "local" ? standby.member.host.login.host : seen;
}
