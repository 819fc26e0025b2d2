import { randomBytes } from "node:crypto";
import { hostFolder, toolkitChecksums, toolkitVersion } from "../../components/host/toolkit.ts";
import { versionOf } from "../../steps/command.ts";
import { type Role, toldOf } from "../../steps/definition.ts";
import { ready } from "../../steps/ready.ts";
import type { AppliedHost } from "../hosts/applied.ts";

/**
 * The script that checks one host, for the stdin of `sh -s`. It carries what was applied there last, secrets included,
 * as `up` does: they are compared on the host, so they do not return.
 */
export function probe({ steps }: AppliedHost): string {
  const end = `N2ACD_HA_END_${randomBytes(8).toString("hex")}`;
  const role = toldOf(ready, steps)?.role === "sms" ? "sms" : "fe";
  const looks = steps.map(({ step, words, stdin }) => {
    const told = step === ready.name ? checksums(role, words) : stdin;
    return `look ${step} ${words} <<'${end}' &\n${told === "" || told.endsWith("\n") ? told : `${told}\n`}${end}`;
  });
  const library = '"$TOOLKIT/drift/look.sh"';
  return [
    `TOOLKIT=${hostFolder}/toolkit`,
    `if [ ! -r ${library} ]; then echo 'no toolkit'; exit 0; fi`,
    `. ${library}`,
    ...looks,
    `show ${steps.map(({ step }) => step).join(" ")}`,
    "",
  ].join("\n");
}

/** The checksums of this checkout's toolkit; empty if another toolkit was applied. */
function checksums(role: Role, words: string): string {
  return versionOf(words) === toolkitVersion(role) ? toolkitChecksums(role) : "";
}
