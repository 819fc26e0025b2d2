import type { Page } from "../lib/haproxy/model.ts";
import type { FeSettings, SmsSettings } from "./settings.ts";

/** An address and a port to listen on; `*` is every address. */
interface Bind {
  readonly address: string;
  readonly port: number;
}

/** The addresses and ports on which an SMS node will listen. `address` is the node's own. */
export function smsBinds(
  { databases, stats, metrics, peersPort, splitBrain, agent, guardPort }: SmsSettings,
  address: string,
): Bind[] {
  return [
    ...databases.map(({ listenPort }) => anywhere(listenPort)),
    ...databases.flatMap(({ readers }) => (readers === undefined ? [] : [anywhere(readers.listenPort)])),
    ...pages(address, stats, metrics),
    ...(splitBrain === "keep" ? [{ address, port: peersPort }] : []),
    ...(guardPort === undefined
      ? []
      : [
          { address, port: guardPort },
          { address: "127.0.0.1", port: guardPort },
        ]),
    ...(agent.kind === "endpoint" ? [] : databases.map(({ checkPort }) => ({ address, port: checkPort }))),
  ];
}

/** The same for a front end, including Apache's new ports. */
export function feBinds({ port, apachePort, tls, stats, metrics }: FeSettings, address: string): Bind[] {
  return [
    anywhere(port),
    anywhere(apachePort),
    ...(tls === undefined ? [] : [anywhere(tls.port), anywhere(tls.apachePort)]),
    ...pages(address, stats, metrics),
  ];
}

function pages(address: string, ...all: readonly (Page | undefined)[]): Bind[] {
  return all.flatMap((page) => {
    if (page === undefined) return [];
    return [{ address: page.bind === "node" ? address : page.bind, port: page.port }];
  });
}

function anywhere(port: number): Bind {
  return { address: "*", port };
}
