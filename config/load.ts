import * as pulumi from "@pulumi/pulumi";
import { parseConfig } from "./parse.ts";
import { ConfigError } from "./problems.ts";
import { decoded } from "./raw.ts";
import type { Config } from "./resolve.ts";

/** The stack's configuration. The private key and the certificates are separate fields, because Pulumi has to keep them as secrets. */
export interface StackConfig {
  readonly config: Config;
  /** The key for the nodes and their bastion. Without it, the SSH agent is used. */
  readonly sshPrivateKey?: pulumi.Output<string>;
  /** Certificates of all front ends, with chains and keys in PEM. */
  readonly feCertificates?: pulumi.Output<readonly string[]> | undefined;
  /** Certificates of single front ends, by the node's name. */
  readonly feNodeCertificates?: pulumi.Output<Readonly<Record<string, readonly string[]>>> | undefined;
}

/**
 * Reads every key of this project's namespace from the stack.
 *
 * @throws RunError that lists all problems.
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

/** Of a RunError, Pulumi shows only the text. Of any other error it also shows where in the program the error came from. */
function parsed(...args: Parameters<typeof parseConfig>): Config {
  try {
    return parseConfig(...args);
  } catch (error) {
    throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
  }
}

/** The SDK does not declare this function. If it is removed, every value counts as secret. */
const { isConfigSecret = () => true } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
