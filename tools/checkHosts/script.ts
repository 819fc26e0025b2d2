import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toolkitOf } from "../../components/host/toolkit.ts";
import { quote } from "../../lib/shell.ts";
import { allSteps } from "../../steps/all.ts";
import type { Role } from "../../steps/definition.ts";

/** A step that is to run on a host. */
export interface PlannedStep {
  readonly step: string;
  /** The arguments, already quoted for a shell. */
  readonly words: string;
  /** The configuration of HAProxy; empty where the step brings none. */
  readonly config: string;
}

const folder = join(import.meta.dirname, "host");
/**
 * Steps that can check beforehand whether they would succeed, each with a script of its name in that folder. The other steps would find
 * nothing that these do not.
 */
const asking = allSteps.map(({ name }) => name).filter((name) => existsSync(join(folder, `${name}.sh`)));

/**
 * The script that asks a host, for the stdin of `sh -s`. Nothing is written to the host, so it has no toolkit to load: the script holds
 * the parts of the toolkit as functions, and the awk programs that they run as text.
 */
export function scriptFor(role: Role, steps: readonly PlannedStep[]): string {
  const asked = steps.filter(({ step }) => asking.includes(step));
  const looks = asked.map(
    ({ step, words, config }) => `look ${step} ${config === "" ? "''" : quote(config)} ${words}`,
  );
  return [bundle(role), ...defined("n2acd_looks", looks), own("look.sh"), ""].join("\n");
}

const bundles = new Map<Role, string>();

function bundle(role: Role): string {
  const made = bundles.get(role) ?? link(role);
  bundles.set(role, made);
  return made;
}

function link(role: Role): string {
  const all = [...toolkitOf(role)];
  const under = (place: string): [string, string][] =>
    all
      .filter(([path]) => path.startsWith(place))
      .map(([path, text]) => [path.slice(place.length).replace(/\.sh$/, ""), text]);
  const parts = under("lib/").filter(([name]) => !name.includes("."));
  const steps = under("steps/").filter(([name]) => asking.includes(name));
  const files = under("files/");
  return [
    ...files.map(([name, text]) => `${fileVariable(name)}=${quote(text)}`),
    ...parts.flatMap(([name, text]) => defined(`n2acd_part_${plain(name)}`, [linked(text)])),
    ...steps.flatMap(([name, text]) => defined(`n2acd_step_${plain(name)}`, [linked(text)])),
    ...steps.flatMap(([name]) =>
      defined(`n2acd_foresee_${plain(name)}`, [own("proxy.sh"), own(`${name}.sh`), "foresee"]),
    ),
    ...defined("n2acd_memory", [own("memory.sh")]),
    ...chosen("n2acd_part", "$1", "n2acd_part_", parts),
    ...chosen("n2acd_step", "$STEP", "n2acd_step_", steps),
    ...chosen("n2acd_foresee", "$STEP", "n2acd_foresee_", steps),
    ...defined("n2acd_file", [
      'case "$1" in',
      ...files.map(([name]) => `${quote(name)}) printf %s "$${fileVariable(name)}" ;;`),
      "esac",
    ]),
  ].join("\n");
}

/** The text of a part, changed to take other parts, and the awk programs of `files/`, from this script. */
function linked(text: string): string {
  return text
    .replaceAll(/\. "\$TOOLKIT\/lib\/([^"\n]+)\.sh"/g, 'n2acd_part "$1"')
    .replaceAll(
      /-f "\$TOOLKIT\/files\/[\w-]+\.awk"(?:\s+-f "\$TOOLKIT\/files\/[\w-]+\.awk")*/g,
      (programs) =>
        `"${[...programs.matchAll(/files\/([\w-]+\.awk)/g)].map(([, name = ""]) => `$${fileVariable(name)}`).join("")}"`,
    );
}

/** A shell function, which begins with `:` because its body must not be empty. */
function defined(name: string, lines: readonly string[]): string[] {
  return [`${name}() {`, ":", ...lines, "}"];
}

function chosen(name: string, by: string, prefix: string, all: readonly [string, string][]): string[] {
  return defined(name, [
    `case "${by}" in`,
    ...all.map(([each]) => `${each}) ${prefix}${plain(each)} ;;`),
    "esac",
  ]);
}

function fileVariable(name: string): string {
  return `n2acd_file_${plain(name)}`;
}

function plain(name: string): string {
  return name.replaceAll(/\W/g, "_");
}

function own(name: string): string {
  return readFileSync(join(folder, name), "utf8").replace(/^(#.*\n)+/, "");
}
