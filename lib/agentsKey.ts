import { createHmac } from "node:crypto";

/**
 * A key for the claims of the bundled agents, for programs that bring a password of their own and no key. Whoever knows the
 * password is an agent, so it gives nothing away to know the key as well; the password does not follow from it.
 */
export function keyOfPassword(password: string): string {
  return createHmac("sha256", password).update("n2acd-ha: claims of the agents").digest("hex");
}
