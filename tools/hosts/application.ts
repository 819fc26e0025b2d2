/** What a command of the stack's does: it applies a step on a host. */
export interface Application {
  /** Such as `haproxy`: a file in `assets/scripts/steps/`. */
  readonly step: string;
  /** Its words, quoted for a shell already. */
  readonly words: string;
  /** The host's name in the inventory. */
  readonly host: string;
  readonly sudo: boolean;
}

/** Reads the text of a command resource; nothing where it applies no step. */
export function applicationOf(create: unknown): Application | undefined {
  if (typeof create !== "string") return undefined;
  const [, sudo, step, words] =
    /(sudo -n )?(?:(?:sh )?\S+\/step\.sh|sh -s --) (\S+) apply (.*)$/s.exec(create) ?? [];
  const host = /(?:^| )host=(\S+)/.exec(words ?? "")?.[1];
  if (step === undefined || words === undefined || host === undefined) return undefined;
  return { step, words, host, sudo: sudo !== undefined };
}
