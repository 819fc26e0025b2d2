import { ConfigError } from "../../config/problems.ts";
import { ownSecrets, parseConfig } from "../../config/parse.ts";
import { decoded } from "../../config/raw.ts";
import type { Config } from "../../config/resolve.ts";
import { type Preview, urnParts } from "./preview.ts";

/** What the stack file says, as far as the preview shows it. */
export interface Settings {
  /** Undefined where it cannot be known: another program's stack, or an inventory that is secret. */
  readonly config: Config | undefined;
  /** The keys that are secret, except those that have to be. What follows from them is not shown either. */
  readonly secretKeys: readonly string[];
}

const secret = "[secret]";

export function settingsOf({ config, steps }: Preview): Settings {
  const namespace = `${urnParts(steps[0]?.urn ?? "").project}:`;
  const ours = Object.entries(config)
    .filter(([key]) => key.startsWith(namespace))
    .map(([key, text]): [string, string] => [key.slice(namespace.length), text])
    .filter(([key]) => !ownSecrets.includes(key));
  const shown = ours.filter(([, text]) => text !== secret).map(([key, text]) => [key, decoded(text)]);
  return {
    config: parsed(Object.fromEntries(shown) as Record<string, unknown>),
    // A value inside a map may be secret as well.
    secretKeys: ours
      .filter(([, text]) => text === secret || text.includes(`"${secret}"`))
      .map(([key]) => key),
  };
}

function parsed(raw: Readonly<Record<string, unknown>>): Config | undefined {
  try {
    return parseConfig(raw);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
