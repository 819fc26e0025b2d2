import { hostFolder } from "../components/host/toolkit.ts";
import { quote, unquoted } from "../lib/shell.ts";
import { valuesOf } from "./arguments.ts";
import { ready } from "./ready.ts";

/** The script that runs a step on a host, once the step `ready` has put it there. */
export const stepFile = `${hostFolder}/toolkit/step.sh`;
/** `sh` runs the script, because /var may be mounted so that nothing in it can be executed. */
export const stepScript = `sh ${stepFile}`;

/** What a command resource of the stack does: it applies a step on a host. */
export interface Application {
  /** The step's name. */
  readonly step: string;
  /** The step's arguments, already quoted for a shell. */
  readonly words: string;
  /** The host's name in the inventory. */
  readonly host: string;
  readonly sudo: boolean;
}

/** Shell text that applies a step. The step `ready` gets the toolkit on its standard input. */
export function applies(step: string, words: readonly string[]): string {
  const script = step === ready.name ? "sh -s --" : stepScript;
  return `${script} ${step} apply ${words.map(quote).join(" ")}`;
}

/** Reads the text of a command resource, which ends in the text of {@link applies}; undefined if it applies no step. */
export function applicationOf(create: unknown): Application | undefined {
  if (typeof create !== "string") return undefined;
  const [, sudo, step, words] =
    /(sudo -n )?(?:(?:sh )?\S+\/step\.sh|sh -s --) (\S+) apply (.*)$/s.exec(create) ?? [];
  const [host] = valuesOf(unquoted(words ?? ""), "host");
  if (step === undefined || words === undefined || host === undefined) return undefined;
  return { step, words, host, sudo: sudo !== undefined };
}

/** The fingerprint of the scripts that run on the host, from the words of an {@link Application}. */
export function versionOf(words: string): string | undefined {
  return valuesOf(unquoted(words), "version")[0];
}
