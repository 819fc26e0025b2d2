import type { FeModel, Tls } from "./model.ts";
import type { Section } from "./text.ts";

/** Sends its requests to HTTPS. It stands in the file of HTTPS. */
const backend = "redirect-to-https";

/** What a certificate authority asks for over HTTP, of whoever wants a certificate. */
const acmePath = "/.well-known/acme-challenge/";

/** A page that stays on HTTP, so that it shows whether Apache answers there. Nobody has it. */
export const neverRedirected = `${acmePath}n2acd-ha`;

/**
 * Lines of the frontend for HTTP. The name of the backend is looked up with each request: as long as the file of HTTPS has not brought it,
 * requests go to the default backend, so nobody is sent to where nothing answers yet. Rules behind this one would not count then.
 */
export function redirectRule({ tls }: FeModel): string[] {
  if (tls?.redirect !== true) return [];
  return [
    `acl stays_http path_beg ${acmePath}`,
    "# Without a host's name there is nowhere to go to.",
    `use_backend %[str(${backend})] if !stays_http { hdr_len(host) gt 0 }`,
  ];
}

/** Of the file of HTTPS. A 301 would let clients make a GET of any other method. */
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
