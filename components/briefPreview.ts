// `make check-hosts` previews only to find out which steps each host would get. Two fifths of a preview's work produce what nobody reads
// then: each host's toolkit, the stack traces that say which line of the program made a resource, and about four messages of Pulumi's SDK
// for each resource. Only `--debug` shows these messages. A brief preview leaves all of this out.
import * as pulumi from "@pulumi/pulumi";
import { brief } from "../lib/brief.ts";

/** Whether this run is a brief preview. An `up` in the same environment is complete. */
export function isBrief(): boolean {
  return process.env["N2ACD_PREVIEW"] === brief.N2ACD_PREVIEW && pulumi.runtime.isDryRun();
}

type Send = (message: { getSeverity(): number }, ...rest: unknown[]) => unknown;

/** The severity of a debug message. */
const debug = 0;

if (isBrief()) {
  // One line of a stack trace remains, so that an error of the program still says where it comes from.
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
