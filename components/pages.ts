import type { Page } from "../lib/haproxy/model.ts";

/** Words for the step `ready`: the certificates that HAProxy's own pages need on the node. */
export function pageNeeds(...pages: readonly (Page | undefined)[]): string[] {
  const files = pages.flatMap((page) => (page?.tls === undefined ? [] : [page.tls.certificateFile]));
  return [...new Set(files)].map((file) => `certificate=${file}`);
}
