// Rules that a single command can break. Each rule returns one sentence for each violation.
import { stepNamed } from "../steps/all.ts";
import { applicationOf } from "../steps/command.ts";
import { bringsConfig } from "../steps/definition.ts";
import type { Command } from "./step.ts";

/** Without a pinned key the provider logs in to any machine that answers. */
export function unpinnedHostKeys({ props }: Command): string[] {
  const connection = map(props["connection"]);
  const { proxy } = connection;
  return [
    ...(pinned(connection) ? [] : ["the host's key is not pinned: set hostKey of the node"]),
    ...(proxy === undefined || pinned(map(proxy))
      ? []
      : ["the bastion's key is not pinned: set ssh.bastion.hostKey"]),
  ];
}

/** A failed command is printed in full, and its output is kept unless logging is off. */
export function openSecrets(command: Command): string[] {
  const { props } = command;
  const shown = ["create", "update", "delete", "environment", "triggers"].filter((key) =>
    secret.test(JSON.stringify(props[key] ?? "")),
  );
  return [
    ...shown.map((key) => `${key} holds a secret in clear: secrets go on stdin`),
    ...(props["logging"] !== "none" && secret.test(command.stdin)
      ? ['stdin holds a secret, and the output is kept: logging has to be "none"']
      : []),
  ];
}

/** The stats page shows the whole topology. */
export function openStats(command: Command): string[] {
  const step = stepNamed(applicationOf(command.create)?.step ?? "");
  if (step === undefined || !bringsConfig(step)) return [];
  return sections(command.stdin)
    .filter((lines) => lines.some((line) => /^stats (enable|uri)/.test(line)))
    .filter((lines) => !lines.some((line) => /^stats (http-request auth|auth) /.test(line)))
    .map(([heading = ""]) => `the section "${heading}" of HAProxy shows its stats to anybody`);
}

/** sshd refuses such variables, and the output of an earlier run may contain text that should not be sent. */
export function outputInEnvironment({ props }: Command): string[] {
  return props["addPreviousOutputInEnv"] === false
    ? []
    : ["addPreviousOutputInEnv has to be false: earlier output would go into the environment"];
}

/** Without deleteBeforeReplace a replacement runs the new command first, and the old one's undo after it. */
export function lateUndo({ props }: Command, deleteBeforeReplace: boolean): string[] {
  const triggers = props["triggers"];
  return Array.isArray(triggers) && triggers.length > 0 && !deleteBeforeReplace
    ? ["triggers without deleteBeforeReplace: the old command's undo would take away what the new one did"]
    : [];
}

const secret =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bpassword[=:]|\binsecure-password\b|SCRAM-SHA-256\$\d|PGPASSWORD|sshpass/i;

function pinned({ hostKey }: Readonly<Record<string, unknown>>): boolean {
  return typeof hostKey === "string" && hostKey !== "";
}

function map(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The lines of each section, its heading first, without comments. */
function sections(config: string): string[][] {
  const lines = config.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const all: string[][] = [];
  for (const line of lines) {
    if (/^\S/.test(line)) all.push([line.trim()]);
    else all.at(-1)?.push(line.trim());
  }
  return all;
}
