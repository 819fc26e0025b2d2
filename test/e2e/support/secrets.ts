// The real values of a stack's secrets, in the forms in which they could show up.
import { readFile } from "node:fs/promises";
import { clientKey, type Hosts } from "./hosts.ts";
import type { Places } from "./places.ts";
import type { Stack } from "./stack.ts";

export type Secrets = Readonly<Record<string, readonly string[]>>;

/** Asks the stack, the database and the key file; the stack has to be up. */
export async function realSecrets(stack: Stack, hosts: Hosts): Promise<Secrets> {
  const verifier = await hosts
    .on("sms-01")
    .run(
      `runuser -u postgres -- psql -XqAtc "SELECT rolpassword FROM pg_authid WHERE rolname = 'health_check_user'"`,
    );
  const [, keys = ""] = /^SCRAM-SHA-256\$\d+:[^$]+\$(.*)$/m.exec(verifier) ?? [];
  const key = (await readFile(clientKey, "utf8")).split("\n").filter((line) => !line.startsWith("-----"));
  return {
    "health check password": forms(await stack.output<string>("healthCheckPassword")),
    "stats password": forms(await stack.output<string>("statsPassword")),
    "SCRAM verifier": keys.split(":").flatMap(forms),
    // The first two lines say what kind of key it is, and its public half.
    "SSH private key": key.slice(2).filter((line) => line.length > 20),
  };
}

function forms(value: string): string[] {
  if (value.length < 20) throw new Error("this is no secret");
  return [value, Buffer.from(value).toString("base64").replace(/=+$/, ""), encodeURIComponent(value)];
}

/** Which secret is where, a line each. */
export function leaks(places: Places, secrets: Secrets): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, needles]) => needles.some((needle) => text.includes(needle)))
      .map(([secret]) => `${place}: ${secret}`),
  );
}
