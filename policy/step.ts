/** A command on a host, as a policy sees it: inputs with their secrets opened. */
export interface Command {
  readonly create: string;
  readonly stdin: string;
  readonly props: Readonly<Record<string, unknown>>;
}

export function commandOf(props: Readonly<Record<string, unknown>>): Command {
  return {
    create: text(props["create"]),
    // What is known only once it is made, such as a password, cannot be read at preview: the policy library throws.
    get stdin() {
      try {
        return text(props["stdin"]);
      } catch {
        return "";
      }
    },
    props,
  };
}

/** The step that it runs, such as `firewall`; nothing for a command that is no step of n2acd-ha. */
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
