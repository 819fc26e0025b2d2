import type { z } from "zod";
import { certificateNames, certificateProblems } from "./certificates.ts";
import { unpinned } from "./pinning.ts";
import { privateKeyFault } from "./privateKey.ts";
import { ConfigError, explain, type Problem } from "./problems.ts";
import { leaves } from "./raw.ts";
import { type Config, resolveDev, resolveFrontEnds, resolveHosts } from "./resolve.ts";
import { brokenRules } from "./rules.ts";
import { devStack, frontEndStack, hostsStack } from "./schema.ts";
import { view } from "./view.ts";

/**
 * Reads the configuration of a stack from its raw values, and fills in every default.
 *
 * @param raw the keys of this project's namespace, without that prefix.
 * @param secretKeys the keys whose values are stored as secrets. No message shows anything of these values. Exactly the keys of
 * `ownSecrets` have to be secret.
 * @throws ConfigError that lists all problems.
 */
export function parseConfig(
  raw: Readonly<Record<string, unknown>>,
  secretKeys: Iterable<string> = [],
): Config {
  const secret = new Set(secretKeys);
  if (raw["dev"] !== undefined) return resolveDev(checked(devStack, raw, secret));
  if (raw["smsStack"] !== undefined) return resolveFrontEnds(checked(frontEndStack, raw, secret));
  return resolveHosts(checked(hostsStack, raw, secret));
}

function checked<T>(
  schema: z.ZodType<T>,
  raw: Readonly<Record<string, unknown>>,
  stored: ReadonlySet<string>,
): T {
  const parsed = schema.safeParse(raw);
  const secret = new Set([...ownSecrets, ...stored]);
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => explain(issue, raw, secret)),
    ...privateKey(raw[privateKeyName], stored.has(privateKeyName)),
    ...certificateProblems(raw, stored),
    ...strayed(stored),
    ...unpinned(raw),
    ...brokenRules(view(raw)),
  ];
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new ConfigError(problems.map(withoutSecrets(raw, secret)));
}

const privateKeyName = "sshPrivateKey";
/** The keys whose values have to be secret. No other value may be. */
export const ownSecrets: readonly string[] = [privateKeyName, ...certificateNames];

function privateKey(key: unknown, isSecret: boolean): Problem[] {
  if (key === undefined) return [];
  const fault = typeof key === "string" ? privateKeyFault(key) : undefined;
  const faults = [
    ...(isSecret
      ? []
      : [
          "the value stands in the stack file in clear; set it with pulumi config set --secret sshPrivateKey, and make a new key if anybody could read that file",
        ]),
    ...(fault === undefined ? [] : [`the value ${fault}`]),
  ];
  return faults.map((text) => ({ path: privateKeyName, text }));
}

/** The values of any other key become names, rules and lines of files that a review shows, so they cannot stay secret. */
function strayed(stored: ReadonlySet<string>): Problem[] {
  return [...stored]
    .filter((key) => !ownSecrets.includes(key))
    .map((key) => ({
      path: key,
      text: `it, or a value in it, is stored as a secret, but would be readable in previews, in the state and in files; only ${ownSecrets.join(", ")} may be secrets: set it again without --secret, and keep passwords out of it`,
    }));
}

/** The last safeguard: the message of a rule may quote a field of a map that is secret as a whole. */
function withoutSecrets(
  raw: Readonly<Record<string, unknown>>,
  secret: ReadonlySet<string>,
): (problem: Problem) => Problem {
  const hidden = [...secret].flatMap((key) => leaves(raw[key])).filter((value) => value.length > 2);
  return ({ path, text }) => ({
    path,
    text: hidden.reduce((rest, value) => rest.replaceAll(value, "[secret]"), text),
  });
}
