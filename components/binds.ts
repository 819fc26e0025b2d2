import { endpoint } from "../lib/addresses.ts";
import type { Page } from "../lib/haproxy/model.ts";
import type { FeSettings, SmsSettings } from "./settings.ts";

/** What an SMS node is to offer, as `ADDRESS:PORT`, `*` for every address. `address` is the node's own. */
export function smsBinds(
  { databases, stats, metrics, peersPort, splitBrain, agent, guardPort }: SmsSettings,
  address: string,
): string[] {
  return [
    ...databases.map(({ listenPort }) => `*:${listenPort}`),
    ...databases.flatMap(({ readers }) => (readers === undefined ? [] : [`*:${readers.listenPort}`])),
    ...pages(address, stats, metrics),
    ...(splitBrain === "keep" ? [endpoint(address, peersPort)] : []),
    ...(guardPort === undefined ? [] : [endpoint(address, guardPort), endpoint("127.0.0.1", guardPort)]),
    ...(agent.kind === "endpoint" ? [] : databases.map(({ checkPort }) => endpoint(address, checkPort))),
  ];
}

/** The same of a front end, Apache's new port included. */
export function feBinds({ port, apachePort, tls, stats, metrics }: FeSettings, address: string): string[] {
  return [
    `*:${port}`,
    `*:${apachePort}`,
    ...(tls === undefined ? [] : [`*:${tls.port}`, `*:${tls.apachePort}`]),
    ...pages(address, stats, metrics),
  ];
}

function pages(address: string, ...all: readonly (Page | undefined)[]): string[] {
  return all.flatMap((page) => {
    if (page === undefined) return [];
    const where = page.bind === "node" ? address : page.bind;
    return [where === "*" ? `*:${page.port}` : endpoint(where, page.port)];
  });
}
