import type { FeModel, Tls } from "./model.ts";
import type { Section } from "./text.ts";

/** The backend that redirects requests to HTTPS. It is in the file for HTTPS. */
const backend = "redirect-to-https";

/** The path that a certificate authority requests over HTTP to validate an application for a certificate. */
const acmePath = "/.well-known/acme-challenge/";

/** A path that stays on HTTP, so that it shows whether Apache answers there. No site has it. */
export const neverRedirected = `${acmePath}n2acd-ha`;

/**
 * Lines of the frontend for HTTP. HAProxy resolves the name of the backend for each request: until the file for HTTPS defines it, requests
 * go to the default backend, so no client is redirected to a port where nothing answers yet. Rules after this one would not apply then.
 */
export function redirectRule({ tls }: FeModel): string[] {
  if (tls?.redirect !== true) return [];
  return [
    `acl stays_http path_beg ${acmePath}`,
    "# Without a host's name there is nowhere to go to.",
    `use_backend %[str(${backend})] if !stays_http { hdr_len(host) gt 0 }`,
  ];
}

/** Part of the file for HTTPS. After a 301, clients would turn any other method into GET. */
export function redirectBackend({ port, redirect = false }: Tls): Section[] {
  if (!redirect) return [];
  return [
    {
      heading: `backend ${backend}`,
      comment: "Requests that came over HTTP, to the same host and path.",
      lines: [
        String.raw`http-request replace-header Host '^(\[[^]]*\]|[^:]*)(:[0-9]*)?$' '\1${port === 443 ? "" : `:${port}`}'`,
        "http-request redirect scheme https code 301 if METH_GET",
        "http-request redirect scheme https code 308",
      ],
    },
  ];
}
