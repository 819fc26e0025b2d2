/** A command on a host as a policy receives it: with secret inputs in plain text. */
export interface Command {
  readonly create: string;
  readonly stdin: string;
  readonly props: Readonly<Record<string, unknown>>;
}

export function commandOf(props: Readonly<Record<string, unknown>>): Command {
  return {
    create: text(props["create"]),
    // A value that exists only after the update, such as a new password, cannot be read at preview: the policy library throws.
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

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
