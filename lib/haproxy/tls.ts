import { apacheAt, requests } from "./fe.ts";
import { ciphers, versions } from "./intermediate.ts";
import type { FeModel, Tls } from "./model.ts";
import { redirectBackend } from "./redirect.ts";
import { renderFile, word } from "./text.ts";

/** Where the step on the host keeps certificates. It replaces this name with the list of an address. */
const list = "/etc/haproxy/n2acd-ha-tls/NAMES.list";

const settings = [
  versions,
  "prefer-client-ciphers",
  ciphers,
  "ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
  "curves X25519:P-256:P-384",
  "alpn h2,http/1.1",
].join(" ");

/** The `id` of the first `bind` for IPv6. assets/scripts/files/tls-here.awk gives further addresses further ids. */
const ipv6Bind = 1001;

/**
 * The file beside `haproxy.cfg` of an FE node that serves HTTPS. Only the host knows which certificates there are and what its HAProxy
 * supports of TLS, so the step there inserts both. Its backend `jarvis` is in `haproxy.cfg`.
 */
export function renderTls(model: FeModel, tls: Tls): string {
  const { port, apachePort } = tls;
  return renderFile(
    [
      `Managed by n2acd-ha, stack ${model.stack}: HTTPS of this front end. Changes made here are lost: change the stack and run`,
      "pulumi up. The certificates are Apache's own: who changes them there runs up with n2acd-ha:repair for the step tls.",
    ],
    [
      {
        heading: "frontend https-in",
        comment: "As http-in, for HTTPS: each name gets the certificate that Apache has for it.",
        lines: [
          `bind *:${port} ssl crt-list ${list} ${settings}`,
          `#ipv6 bind [::]:${port} v6only id ${ipv6Bind} ssl crt-list ${list} ${settings}`,
          ...requests(model, "apache-tls", ["http-request set-header X-Forwarded-Proto https", ...hsts(tls)]),
        ],
      },
      {
        heading: "backend apache-tls",
        comment:
          "The Apache of this machine, over TLS again, by the name that the client gave: so each site knows that it is asked over HTTPS.",
        lines: apacheAt({
          port: apachePort,
          six: "#ipv6 ",
          isSix: `so_id ge ${ipv6Bind}`,
          how: " ssl verify none sni ssl_fc_sni",
        }),
      },
      ...redirectBackend(tls),
    ],
  );
}

/** Replaces the header that a site sends, because a browser uses only the first such header. */
function hsts({ hsts: given }: Tls): string[] {
  if (given === undefined) return [];
  const { maxAge, includeSubDomains } = given;
  return [
    `http-response set-header Strict-Transport-Security ${word(`max-age=${maxAge}${includeSubDomains ? "; includeSubDomains" : ""}`)}`,
  ];
}
