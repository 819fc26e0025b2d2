/** A command on a host, as a policy sees it: inputs with their secrets opened. */
export interface Command {
  readonly create: string;
  readonly stdin: string;
  readonly props: Readonly<Record<string, unknown>>;
}

export function commandOf(props: Readonly<Record<string, unknown>>): Command {
  return {
    create: text(props["create"]),
    // Only when a rule asks: a password that has yet to be made is not known at preview, and reading it ends the rule.
    get stdin() {
      return text(props["stdin"]);
    },
    props,
  };
}

/** The step that it runs, such as `firewall`; nothing for a command that is no step of ours. */
export function stepOf({ create }: Command): string | undefined {
  return /(?:\S+\/step\.sh|sh -s --) (\S+) apply /.exec(create)?.[1];
}

/** The values of `key=value` among its words. */
export function words({ create }: Command, key: string): string[] {
  return [...create.matchAll(new RegExp(`(?<=[ '])${key}=([^ ']+)`, "g"))].map(([, value = ""]) => value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
