// Hosts as host/instance.sh would describe them, for tests of what is made of that.
import type { Member } from "../../../../tools/switchover/members.ts";
import { type Seen, seenOf } from "../../../../tools/switchover/seen.ts";

export const member = (node: string, port = 5432): Member => ({
  node,
  host: {
    name: node,
    login: { host: `10.0.0.${node.slice(-2)}`, port: 22, user: "root" },
    sudo: false,
    steps: [],
  },
  port,
  user: "postgres",
  listen: 15_432,
});

const common = [
  ["version", "150018"],
  ["system", "7000000000000000001"],
  ["data", "/var/lib/pgsql/data"],
  ["unit", "postgresql.service"],
  ["wal_level", "replica"],
  ["limits", "max_connections=100 max_wal_senders=10"],
];

/** A primary that these nodes stream from. */
export const primary = (
  node: string,
  streams: readonly string[] = [],
  more: readonly string[][] = [],
): Seen =>
  seenOf(member(node), [
    ...common,
    ["role", "primary"],
    ["timeline", "3"],
    ["addresses", `10.0.0.${node.slice(-2)} `],
    ...streams.map((name) => ["streams", `10.0.0.${name.slice(-2)}|0|streaming|${name}`]),
    ...more,
  ]);

export const standby = (node: string, more: readonly string[][] = []): Seen =>
  seenOf(member(node), [
    ...common,
    ["role", "standby"],
    ["timeline", "3"],
    ["receiver", "streaming"],
    ["paused", "false"],
    ["delay", "0"],
    ["addresses", `10.0.0.${node.slice(-2)} `],
    ...more,
  ]);

export const down = (node: string, more: readonly string[][] = []): Seen =>
  seenOf(member(node), [["error", "the port refuses"], ...more]);

export const unread = (node: string): Seen => ({
  ...seenOf(member(node), []),
  role: "unread",
  trouble: `${node}: the connection was cut`,
});

/** What a switchover from one to another leaves on both. */
export const noted = (from: string, to: string, ...more: string[][]): string[][] => [
  ["noted_from", from],
  ["noted_to", to],
  ...more,
];
