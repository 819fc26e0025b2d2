/** The environment variable with which `make check-hosts` makes its preview brief: see components/briefPreview.ts. */
export const brief = { N2ACD_PREVIEW: "brief" } as const;
