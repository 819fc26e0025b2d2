import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * The verifier that PostgreSQL stores for a password (`pg_authid.rolpassword`, RFC 5803). If it is set as a role's password, PostgreSQL
 * stores it unchanged, so the password itself never reaches the server or its log.
 *
 * @param password printable ASCII only: anything else would need SASLprep.
 * @param salt PostgreSQL itself uses 16 bytes. The same password and salt give the same text.
 * @param iterations PostgreSQL's own default is 4096.
 * @throws Error if the password is empty or not printable ASCII.
 */
export function scramVerifier(password: string, salt: Buffer, iterations = 4096): string {
  if (!/^[\x20-\x7e]+$/.test(password))
    throw new Error("a password has to be printable ASCII, and not empty");
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
