import { hostFolder } from "../components/host/toolkit.ts";
import { quote, unquoted } from "../lib/shell.ts";
import { valuesOf } from "./arguments.ts";
import { ready } from "./ready.ts";

/** What runs a step on a host, once the step `ready` has brought it. */
export const stepFile = `${hostFolder}/toolkit/step.sh`;
/** Given to the shell: /var may be mounted so that nothing in it can be executed. */
export const stepScript = `sh ${stepFile}`;

/** What a command of the stack's does: it applies a step on a host. */
export interface Application {
  /** Its step's name. */
  readonly step: string;
  /** Its words, quoted for a shell already. */
  readonly words: string;
  /** The host's name in the inventory. */
  readonly host: string;
  readonly sudo: boolean;
}

/** Shell text that applies a step. The toolkit comes on the standard input of `ready`. */
export function applies(step: string, words: readonly string[]): string {
  const script = step === ready.name ? "sh -s --" : stepScript;
  return `${script} ${step} apply ${words.map(quote).join(" ")}`;
}

/** Reads the text of a command resource, which {@link applies} has ended; nothing where it applies no step. */
export function applicationOf(create: unknown): Application | undefined {
  if (typeof create !== "string") return undefined;
  const [, sudo, step, words] =
    /(sudo -n )?(?:(?:sh )?\S+\/step\.sh|sh -s --) (\S+) apply (.*)$/s.exec(create) ?? [];
  const [host] = valuesOf(unquoted(words ?? ""), "host");
  if (step === undefined || words === undefined || host === undefined) return undefined;
  return { step, words, host, sudo: sudo !== undefined };
}

/** The fingerprint of what runs on the host, of such words. */
export function versionOf(words: string): string | undefined {
  return valuesOf(unquoted(words), "version")[0];
}
