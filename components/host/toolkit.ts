import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stepsOf } from "../../steps/all.ts";
import type { Role } from "../../steps/definition.ts";
import { closureOf, type Files } from "./closure.ts";

/** Where the step scripts, and beside them the journal of what they changed, live on a host. */
export const hostFolder = "/var/lib/n2acd-ha";

const assets = join(import.meta.dirname, "../../assets");

/** All that any host gets: the scripts, and beside them the programs that the steps `agent` and `guard` install, which share files. */
export const toolkitFiles: Files = new Map([
  ...filesOf(join(assets, "scripts"), ""),
  ...filesOf(join(assets, "agent"), "agent/"),
  ...filesOf(join(assets, "guard"), "guard/"),
]);

function filesOf(folder: string, prefix: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/__pycache__|\.md$/.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [prefix + relative(folder, path), carried(path)]);
}

/**
 * A state holds the toolkit twice for each host, and what is said at the head of a script, above its functions and inside
 * them is a third of that. At the margin, below a line that is not empty, it may be text of a file that the script writes,
 * and stays.
 */
function carried(path: string): string {
  const text = readFileSync(path, "utf8");
  return path.endsWith(".sh") ? text.replace(/(?<=^|\n\n)(?:#(?!!).*\n)+|(?<=\n) +#.*\n/g, "") : text;
}

/** What looks at what a step has set up, each in a file with the step's name: for drift, for the status, for the end of a failure. */
const looks = ["drift", "status", "serving"];

const toolkits: Readonly<Record<Role, Files>> = { sms: toolkitFor("sms"), fe: toolkitFor("fe") };

function toolkitFor(role: Role): Files {
  const ofSteps = stepsOf(role).flatMap(({ name: step }) =>
    ["steps", ...looks].map((folder) => `${folder}/${step}.sh`),
  );
  const roots = ["step.sh", "drift/look.sh", ...ofSteps.filter((path) => toolkitFiles.has(path))];
  return only(closureOf(toolkitFiles, roots));
}

/** What a host of that role gets. */
export function toolkitOf(role: Role): Files {
  return toolkits[role];
}

/**
 * A short fingerprint of everything that runs when this step does. It is a word of the step's command, so that a
 * changed script runs again where it has run before, and only that one. What `ready` and `retire` do with other steps'
 * scripts, those steps' own versions say.
 */
export function stepVersion(step: string): string {
  const version = stepVersions.get(step) ?? stepVersionIn(toolkitFiles, step);
  stepVersions.set(step, version);
  return version;
}

/** By step: every host asks. */
const stepVersions = new Map<string, string>();

/** The same, of any scripts. */
export function stepVersionIn(files: Files, step: string): string {
  return fingerprint(files, closureOf(files, ["step.sh", `steps/${step}.sh`]));
}

/** A fingerprint of all that such a host gets. */
export function toolkitVersion(role: Role): string {
  const version = toolkitVersions.get(role) ?? fingerprint(toolkitFiles, [...toolkitOf(role).keys()]);
  toolkitVersions.set(role, version);
  return version;
}

const toolkitVersions = new Map<Role, string>();

/** A fingerprint of the bundled agent's program. */
export function bundledVersion(): string {
  return fingerprint(
    toolkitFiles,
    [...toolkitFiles.keys()].filter((path) => path.startsWith("agent/")),
  );
}

/** The files of such a host as `sha256sum -c` takes them, in the toolkit's folder. */
export function toolkitChecksums(role: Role): string {
  return [...toolkitOf(role)]
    .map(([path, content]) => [createHash("sha256").update(lines(content)).digest("hex"), path].join("  "))
    .join("\n");
}

/** As the installer writes it, and the host has it. */
export function lines(content: string): string {
  return content.endsWith("\n") ? content : `${content}\n`;
}

function fingerprint(files: Files, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.toSorted())
    hash
      .update(path)
      .update("\0")
      .update(files.get(path) ?? "");
  return hash.digest("hex").slice(0, 8);
}

/** Those of all files, in the same order. */
function only(paths: readonly string[]): Files {
  const wanted = new Set(paths);
  return new Map([...toolkitFiles].filter(([path]) => wanted.has(path)));
}
