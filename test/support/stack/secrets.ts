// The real values of a stack's secrets, in the forms in which they could show up.
import { readFile } from "node:fs/promises";
import { peersPem } from "../../../lib/peersKey.ts";
import { clientKey, type Hosts } from "./hosts.ts";
import type { Places } from "./places.ts";
import type { Stack } from "./stack.ts";

export type Secrets = Readonly<Record<string, readonly string[]>>;

/** Asks the stack, the database and the key file; the stack has to be up. `certificate` is one of the stack, with its key. */
export async function realSecrets(stack: Stack, hosts: Hosts, certificate: string): Promise<Secrets> {
  const verifier = await hosts
    .on("sms-01")
    .run(
      `runuser -u postgres -- psql -XqAtc "SELECT rolpassword FROM pg_authid WHERE rolname = 'health_check_user'"`,
    );
  const [, keys = ""] = /^SCRAM-SHA-256\$\d+:[^$]+\$(.*)$/m.exec(verifier) ?? [];
  const key = longLines(await readFile(clientKey, "utf8"));
  return {
    "health check password": forms(await stack.output<string>("healthCheckPassword")),
    "stats password": forms(await stack.output<string>("statsPassword")),
    "SCRAM verifier": keys.split(":").flatMap(forms),
    "agents' key": forms(await generated(stack, "credentials-agents-key")),
    "peers' secret": forms(await generated(stack, "credentials-peers")),
    "peers' key": longLines(peersPem(await generated(stack, "credentials-peers"))),
    "certificate's key": longLines(/-----BEGIN PRIVATE KEY-----[^-]*/.exec(certificate)?.[0] ?? ""),
    // The first two lines say what kind of key it is, and its public half.
    "SSH private key": key.slice(2),
  };
}

interface Exported {
  readonly deployment: {
    readonly resources: readonly { readonly urn: string; readonly outputs?: { readonly result?: unknown } }[];
  };
}

/** The value of a generated password, by the resource's name. */
async function generated(stack: Stack, name: string): Promise<string> {
  const { deployment } = JSON.parse(await stack.must("stack", "export", "--show-secrets")) as Exported;
  const { outputs } = deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`)) ?? {};
  const { plaintext = "" } = (outputs?.result ?? {}) as { readonly plaintext?: string };
  return JSON.parse(plaintext) as string;
}

/** Of a key in PEM: the lines that are its content. */
function longLines(pem: string): string[] {
  return pem.split("\n").filter((line) => !line.startsWith("-----") && line.length > 20);
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
