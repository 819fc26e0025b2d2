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

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
