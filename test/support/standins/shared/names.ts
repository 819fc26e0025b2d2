import { randomBytes } from "node:crypto";

/** A resource id as the real plugins make it: the resource's name and a random tail. */
export const uniqueId = (urn: string): string =>
  `${urn.split("::").at(-1) ?? ""}${randomBytes(4).toString("hex")}`;
