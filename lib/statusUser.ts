/** Who logs in to see the status of a host with a key of `statusKeys`. The step `status` makes this user. */
export const statusUser = "n2acd-status";
