import { z } from "zod";
import {
  file,
  hostName,
  integer,
  keysText,
  line,
  map,
  pattern,
  port,
  routePath,
  serviceName,
  urlPath,
  yesOrNo,
} from "../fields.ts";

export const jarvis = map({
  path: routePath.default("/n2acd-fe/jarvis-agent").meta({
    description: "FE nodes send requests whose path begins with this to an SMS node",
    guide: "same",
  }),
  port: port.default(80).meta({
    description: "Apache's port on the SMS nodes, unless `jarvis.tls` is set",
    guide: "same",
  }),
  checkPath: urlPath.optional().meta({
    description:
      "the path that HAProxy's check asks for with GET. Give one that Jarvis itself answers with 200: the default only proves that Apache runs",
    guide: "same",
    unset: "none: `OPTIONS /`",
  }),
  tls: map({
    port: port.default(443).describe("the port of Apache's HTTPS on the SMS nodes"),
    caFile: file.describe(
      "the file with the CA that has to have signed the certificates. It has to be on every FE node; `up` does not copy it there",
    ),
    serverName: hostName.optional().meta({
      description:
        "the name for which the certificate of every SMS node has to be issued; required if the address of one of them is not a name",
      unset: "the node's address, if it is a name",
    }),
  })
    .optional()
    .meta({
      description:
        "front ends connect to the SMS nodes [over TLS](https.md#calls-of-jarvis-over-tls), for requests and for checks",
      guide: "none",
    }),
  configFile: file
    .optional()
    .describe(
      "Jarvis's own configuration file on the SMS nodes. Give this key and the next three together, or none of them",
    ),
  match: pattern
    .optional()
    .describe("an extended regular expression, as for `grep -E`, that matches exactly one line of that file"),
  set: line.optional().describe("what replaces that line"),
  service: serviceName
    .optional()
    .describe("the systemd service of Jarvis, which is restarted when the line has changed"),
});

/** Browsers' lists of HTTPS-only sites ask for two years at most. */
const hsts = map({
  maxAge: integer(0, 63_072_000).describe(
    "for how many seconds browsers remember it. Begin with few, such as `300`, since a mistake lasts as long. `0` makes them forget it",
  ),
  includeSubDomains: yesOrNo
    .default(false)
    .describe("`true` includes all hosts whose names end in this one's"),
});

const tls = map({
  port: port
    .default(443)
    .meta({ description: "HAProxy's port for HTTPS, which Apache had until then", guide: "same" }),
  apachePort: port.default(444).meta({
    description:
      "the port that Apache's HTTPS moves to. SELinux does not let Apache have 444: use `8443`, or run `semanage port -a -t http_port_t -p tcp 444`",
    guide: "same",
  }),
  redirect: yesOrNo.default(false).meta({
    description:
      "`true` redirects HTTP requests to HTTPS, [with some exceptions](https.md#from-http-to-https)",
    guide: "none",
  }),
  hsts: hsts.optional().meta({
    description:
      "tells browsers to use only HTTPS for this host name, on every port; needs the ports 80 and 443",
    guide: "none",
  }),
});

export const fe = map({
  port: port.default(80).meta({ description: "HAProxy's port on the FE nodes", guide: "same" }),
  apachePort: port.default(81).meta({
    description: "the port that Apache moves to. SELinux lets Apache have 80, 81, 443 and a few others",
    guide: "same",
  }),
  tls: z
    .union([yesOrNo, tls], { error: `true, false or a map with the keys ${keysText(tls)}` })
    .transform((given) => (typeof given === "object" ? given : given ? tls.parse({}) : undefined))
    .prefault(false)
    .meta({
      description:
        "`true`, or a map of these keys: [HTTPS through HAProxy](https.md), with the certificates that Apache has",
      guide: "none",
      unset: "none",
    }),
});

const certificates = z
  .array(z.string({ error: "certificate, chain and key in PEM" }), { error: "a list of certificates" })
  .min(1, { error: "one certificate or more" });

/** Jarvis on the SMS nodes, and the front ends that its users connect to. */
export const frontEnds = {
  jarvis: jarvis.prefault({}),
  fe: fe.prefault({}),
  feCertificates: certificates
    .optional()
    .describe(
      "certificates [in addition to those that Apache has](https.md#certificates-of-the-stack), each with its chain and its private key in PEM; secrets",
    ),
  feNodeCertificates: z
    .record(z.string(), certificates, { error: "a map of lists of certificates by the node's name" })
    .optional()
    .describe(
      "the same for single front ends, as lists by the node's name, such as `{ fe-01: [...] }`; secrets",
    ),
};
