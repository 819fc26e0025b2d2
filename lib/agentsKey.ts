import { createHmac } from "node:crypto";

/**
 * Derives a key for the claims of the bundled agents, for programs that set their own password and no key. A program with the password can
 * act as an agent anyway, so the key gives it nothing more. The password cannot be derived from the key. Returns 64 hexadecimal digits.
 */
export function keyOfPassword(password: string): string {
  return createHmac("sha256", password).update("n2acd-ha: claims of the agents").digest("hex");
}
