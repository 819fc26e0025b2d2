import { decoded } from "../../config/raw.ts";

/** One value of a stack's configuration. */
export interface ConfigValue {
  /** Without the namespace. */
  readonly key: string;
  readonly value: unknown;
  /** The value as in the stack file; secrets are hidden unless they were requested. */
  readonly text: string | undefined;
  readonly secret: boolean;
}

/** The program's own values, as `pulumi config --json` prints them. */
export function stackConfig(printed: string): ConfigValue[] {
  const namespace = "n2acd-ha:";
  const all = JSON.parse(printed) as Record<
    string,
    { value?: string; objectValue?: unknown; secret?: boolean }
  >;
  return Object.entries(all)
    .filter(([key]) => key.startsWith(namespace))
    .map(([key, { value, objectValue, secret = false }]) => ({
      key: key.slice(namespace.length),
      value: objectValue ?? decoded(value ?? ""),
      text: value,
      secret,
    }));
}
