import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Server } from "../lib/haproxy/model.ts";
import { ending, incomplete, readCertificate, type Certificate } from "../lib/certificate.ts";
import { renderTls } from "../lib/haproxy/tls.ts";
import { proofArguments } from "../steps/proof.ts";
import { tls as tlsDefinition } from "../steps/tls.ts";
import type { HostSteps } from "./host/steps.ts";
import type { FeSettings } from "./settings.ts";
import { fromServers } from "./smsStack.ts";

/**
 * The step that lets HAProxy serve the front end's HTTPS; none if Apache keeps it. It comes after the step `web`.
 * @throws RunError if there are certificates although Apache keeps HTTPS.
 */
export function tlsStep(
  steps: HostSteps,
  settings: FeSettings,
  smsNodes: readonly Server[] | pulumi.Output<readonly Server[]>,
  certificates?: pulumi.Input<readonly string[]>,
): remote.Command[] {
  const { tls, port, jarvis, drainPrimary, failover, settle } = settings;
  if (tls === undefined) {
    if (certificates !== undefined)
      throw new pulumi.RunError("feCertificates: needs HTTPS (tls); leave it out");
    return [];
  }
  const rendered = fromServers(smsNodes, (servers) =>
    renderTls({ ...settings, smsNodes: servers, stack: pulumi.getStack() }, tls),
  );
  return [
    steps.run(tlsDefinition, {
      args: {
        listen: tls.port,
        apache: tls.apachePort,
        path: jarvis.path,
        redirect: tls.redirect === true ? port : undefined,
        drainPrimary,
        ...proofArguments(failover, settle, 10),
      },
      ...(certificates === undefined
        ? { stdin: rendered }
        : { stdin: pulumi.interpolate`${rendered}${pemOf(certificates)}`, secret: true }),
    }),
  ];
}

/** The certificates as the step gets them, after HAProxy's configuration. An error says which one is wrong, and shows nothing of a key. */
function pemOf(given: pulumi.Input<readonly string[]>): pulumi.Output<string> {
  return pulumi
    .secret(given)
    .apply((texts) => [...certificatesOf(texts, "feCertificates").values()].map(({ pem }) => pem).join(""));
}

/** Logs a warning for each of the stack's certificates, called `name`, that ends soon or lacks its chain. */
export function warnOfCertificates(given: pulumi.Input<readonly string[]>, name: string): void {
  pulumi.output(given).apply((texts) => {
    const all = [...certificatesOf(texts, name)];
    for (const line of [...ending(all), ...incomplete(all)]) void pulumi.log.warn(line);
  });
}

/** The certificates by the names that messages use for them. */
function certificatesOf(texts: readonly string[], all: string): Map<string, Certificate> {
  return new Map(
    texts.map((text, i) => {
      const [name, read] = [`${all}[${i}]`, readCertificate(text)];
      if ("fault" in read) throw new pulumi.RunError(`${name}: it ${read.fault}`);
      return [name, read];
    }),
  );
}
