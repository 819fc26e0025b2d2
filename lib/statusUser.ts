/** The user that logs in with a key of `statusKeys` to read the status of a host. The step `status` creates it. */
export const statusUser = "n2acd-status";
