import * as pulumi from "@pulumi/pulumi";
import { parseConfig } from "./parse.ts";
import { ConfigError } from "./problems.ts";
import { decoded } from "./raw.ts";
import type { Config } from "./resolve.ts";

/** The stack's configuration; the private key apart, because it must stay a secret of Pulumi's. */
export interface StackConfig {
  readonly config: Config;
  /** For the nodes and their bastion; without it the SSH agent is asked. */
  readonly sshPrivateKey?: pulumi.Output<string>;
  /** Certificates of all front ends, with chains and keys in PEM. */
  readonly feCertificates?: pulumi.Output<readonly string[]> | undefined;
  /** And of some of them, by the node's name. */
  readonly feNodeCertificates?: pulumi.Output<Readonly<Record<string, readonly string[]>>> | undefined;
}

/**
 * Reads every key of this project's namespace from the stack.
 *
 * @throws RunError with everything that is wrong, at once.
 */
export function loadConfig(): StackConfig {
  const namespace = `${pulumi.getProject()}:`;
  const stored = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(namespace));
  const raw = Object.fromEntries(
    stored
      .map(([key, text]) => [key.slice(namespace.length), text] as const)
      .map(([key, text]) => [key, key === "sshPrivateKey" ? text : decoded(text)]),
  );
  const secretKeys = stored.map(([key]) => key).filter((key) => isConfigSecret(key));
  const config = parsed(
    raw,
    secretKeys.map((key) => key.slice(namespace.length)),
  );
  const secrets = new pulumi.Config();
  const sshPrivateKey = secrets.getSecret("sshPrivateKey");
  return {
    config,
    ...(sshPrivateKey === undefined ? {} : { sshPrivateKey }),
    feCertificates: secrets.getSecretObject<string[]>("feCertificates"),
    feNodeCertificates: secrets.getSecretObject<Record<string, string[]>>("feNodeCertificates"),
  };
}

/** Pulumi shows a RunError's text alone, and of any other error where in the program it came from, too. */
function parsed(...args: Parameters<typeof parseConfig>): Config {
  try {
    return parseConfig(...args);
  } catch (error) {
    throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
  }
}

/** The SDK keeps this to itself. Should it go away, every value counts as secret. */
const { isConfigSecret = () => true } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
