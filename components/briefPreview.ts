// `make check-hosts` previews only to learn which steps each host would get. Two fifths of a preview's work are for what nobody would
// read then: the toolkit of each host; some four messages of Pulumi's SDK for each resource, which only `--debug` shows; and the traces
// that say which line of the program made a resource. A brief preview is one without these.
import * as pulumi from "@pulumi/pulumi";
import { brief } from "../lib/brief.ts";

/** Whether this run is a brief preview. An `up` in the same environment is whole. */
export function isBrief(): boolean {
  return process.env["N2ACD_PREVIEW"] === brief.N2ACD_PREVIEW && pulumi.runtime.isDryRun();
}

type Send = (message: { getSeverity(): number }, ...rest: unknown[]) => unknown;

/** The severity of such a message. */
const debug = 0;

if (isBrief()) {
  // One line: an error of the program still says where it comes from.
  Error.stackTraceLimit = 1;
  const engine = pulumi.runtime.getEngine();
  const send = engine?.log.bind(engine) as Send | undefined;
  const log: Send = (message, ...rest) => {
    if (message.getSeverity() !== debug) return send?.(message, ...rest);
    const sent = rest.at(-1);
    if (typeof sent === "function") Reflect.apply(sent, undefined, []);
    return undefined;
  };
  if (engine !== undefined) Object.assign(engine, { log });
}
