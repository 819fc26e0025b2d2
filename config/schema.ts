import { z } from "zod";
import { map } from "./fields.ts";
import { databases } from "./schema/databases.ts";
import { dev, devNode } from "./schema/dev.ts";
import { failover } from "./schema/failover.ts";
import { frontEnds } from "./schema/frontEnds.ts";
import { hosts, node, nodesText, smsStack } from "./schema/hosts.ts";
import { limits } from "./schema/limits.ts";
import { operation } from "./schema/operation.ts";
import { ownLines } from "./schema/ownLines.ts";

/** All settings except those that say where the hosts come from. Defaults are the guide's, where the guide is right. */
export const settings = {
  ...hosts,
  ...databases,
  ...operation,
  ...failover,
  ...frontEnds,
  ...limits,
  ...ownLines,
};

/** The settings of a stack that sets none of them. */
export const defaults = z.object(settings).parse({});

const smsForm = { error: "a list of two or more SMS nodes" };
const feForm = { error: "a list of FE nodes" };
const most = { error: "at most 10 nodes" };

/** A stack of existing hosts. */
export const hostsStack = map({
  ...settings,
  smsNodes: z.array(node, smsForm).min(2, smsForm).meta(nodesText.sms),
  feNodes: z.array(node, feForm).default([]).meta(nodesText.fe),
});

const { drained, drainPrimary, witnesses, peersPort, guard, guardPort } = operation;
/** Keys that only a stack with SMS nodes needs. */
const ofSmsNodes = {
  ...databases,
  ...{ drained, drainPrimary, witnesses, peersPort, guard, guardPort },
  splitBrain: failover.splitBrain,
  frontEnds: hosts.frontEnds,
  smsNodes: hostsStack.shape.smsNodes,
};

const elsewhere = "it belongs in the stack of the SMS nodes";
const refused = z
  .never({ error: `allowed beside smsStack: ${elsewhere}` })
  .optional()
  .describe(elsewhere);

/** A stack of front ends whose SMS nodes belong to another stack. */
export const frontEndStack = map({
  ...settings,
  smsStack,
  feNodes: z.array(node, feForm).min(1, { error: "a list of one or more FE nodes" }).meta(nodesText.fe),
  ...(Object.fromEntries(Object.keys(ofSmsNodes).map((key) => [key, refused])) as Record<
    keyof typeof ofSmsNodes,
    typeof refused
  >),
});

/** A stack whose hosts are local containers. */
export const devStack = map({
  ...settings,
  dev,
  smsNodes: z.array(devNode, smsForm).min(2, smsForm).max(10, most).meta(nodesText.sms),
  feNodes: z.array(devNode, feForm).max(10, most).default([]).meta(nodesText.fe),
});

/** The keys by subject. Each subject is a table in docs/configuration.md. */
export const subjects = {
  hosts: map({
    smsNodes: hostsStack.shape.smsNodes,
    feNodes: hostsStack.shape.feNodes,
    smsStack,
    ...hosts,
  }),
  databases: map(databases),
  operation: map(operation),
  failover: map(failover),
  frontEnds: map(frontEnds),
  limits: map(limits),
  ownLines: map(ownLines),
  dev: map({ dev }),
};
