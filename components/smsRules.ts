import type { Server } from "../lib/haproxy/model.ts";
import { metricsRules } from "./metrics.ts";
import type { SmsSettings } from "./settings.ts";
import { vipRules } from "./vip.ts";

/** A front end, as an SMS node's firewall knows it; `elsewhere`, if another program changes it. */
export interface FrontEnd {
  readonly address: string;
  readonly elsewhere?: boolean;
}

/** Words for the step `firewall` of an SMS node. */
export function smsRules(
  {
    databases,
    stats,
    metrics,
    agent,
    peersPort,
    guardPort,
    zone,
    jarvisPort,
    vips,
    address,
  }: SmsSettings & { readonly address: string },
  smsNodes: readonly Server[],
  frontEnds: readonly FrontEnd[],
): string[] {
  const betweenNodes = [
    ...new Set([
      ...databases.flatMap((db) => [db.port, db.checkPort]),
      peersPort,
      ...(guardPort === undefined ? [] : [guardPort]),
    ]),
  ];
  return [
    ...(zone === undefined ? [] : [`zone=${zone}`]),
    `open=${stats.port}`,
    ...databases.flatMap((db) => [
      `open=${db.listenPort}`,
      ...(db.readers === undefined ? [] : [`open=${db.readers.listenPort}`]),
    ]),
    ...smsNodes.flatMap(({ address }) => betweenNodes.map((port) => `allow=${port}:${address}`)),
    ...frontEnds.map(({ address }) => `allow=${jarvisPort}:${address}`),
    ...frontEnds.filter(({ elsewhere }) => elsewhere === true).map(({ address }) => `elsewhere=${address}`),
    // The bundled agent has figures too, on the port of its checks.
    ...metricsRules(metrics, agent.kind === "bundled" ? databases.map((db) => db.checkPort) : []),
    ...vipRules(
      vips,
      address,
      smsNodes.map((node) => node.address),
    ),
  ];
}
