import type { Server } from "../lib/haproxy/model.ts";
import type { ArgumentValues } from "../steps/arguments.ts";
import type { firewall } from "../steps/firewall.ts";
import { metricsRules } from "./metrics.ts";
import type { SmsSettings } from "./settings.ts";
import { vipRules } from "./vip.ts";

/** A front end, as an SMS node's firewall knows it. `elsewhere` is true if another program changes it. */
export interface FrontEnd {
  readonly address: string;
  readonly elsewhere?: boolean;
}

/** The arguments of the step `firewall` of an SMS node. */
export function smsRules(
  {
    databases,
    stats,
    metrics,
    agent,
    splitBrain,
    peersPort,
    guardPort,
    zone,
    jarvisPort,
    vips,
    address,
  }: SmsSettings & { readonly address: string },
  smsNodes: readonly Server[],
  frontEnds: readonly FrontEnd[],
): ArgumentValues<typeof firewall.args> {
  const betweenNodes = [
    ...new Set([
      ...databases.flatMap((db) => [db.port, db.checkPort]),
      ...(splitBrain === "keep" ? [peersPort] : []),
      ...(guardPort === undefined ? [] : [guardPort]),
    ]),
  ];
  return {
    zone,
    open: [
      stats.port,
      ...databases.flatMap((db) => [
        db.listenPort,
        ...(db.readers === undefined ? [] : [db.readers.listenPort]),
      ]),
    ],
    allow: [
      ...smsNodes.flatMap((node) => betweenNodes.map((port) => ({ port, address: node.address }))),
      ...frontEnds.map((frontEnd) => ({ port: jarvisPort, address: frontEnd.address })),
      // The bundled agent has metrics too, on the port of its checks.
      ...metricsRules(metrics, agent.kind === "bundled" ? databases.map((db) => db.checkPort) : []),
    ],
    elsewhere: frontEnds.filter(({ elsewhere }) => elsewhere === true).map((frontEnd) => frontEnd.address),
    vrrp: vipRules(
      vips,
      address,
      smsNodes.map((node) => node.address),
    ),
  };
}
