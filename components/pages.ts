import type { Page } from "../lib/haproxy/model.ts";

/** The certificate files that HAProxy's own pages need on the node. */
export function certificatesOf(...pages: readonly (Page | undefined)[]): string[] {
  const files = pages.flatMap((page) => (page?.tls === undefined ? [] : [page.tls.certificateFile]));
  return [...new Set(files)];
}
