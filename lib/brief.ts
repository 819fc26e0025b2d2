/** What `make check-hosts` puts into the environment of its preview, so that it is brief: see components/briefPreview.ts. */
export const brief = { N2ACD_PREVIEW: "brief" } as const;
