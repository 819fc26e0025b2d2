import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stepsOf } from "../../steps/all.ts";
import type { Role } from "../../steps/definition.ts";
import { closureOf, type Files } from "./closure.ts";

/** The folder on a host with the step scripts, and beside them the journal of what they changed. */
export const hostFolder = "/var/lib/n2acd-ha";

const assets = join(import.meta.dirname, "../../assets");

/** All files that any host gets: the scripts, and the programs that the steps `agent` and `guard` install, which share files. */
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
 * The text of a file without most comments: a state holds the toolkit twice for each host, and a third of a script are the comments at its
 * head, above its functions and inside them. A comment at the margin, below a line that is not empty, may be text of a file that the script
 * writes, so it stays.
 */
function carried(path: string): string {
  const text = readFileSync(path, "utf8");
  return path.endsWith(".sh") ? text.replace(/(?<=^|\n\n)(?:#(?!!).*\n)+|(?<=\n) +#.*\n/g, "") : text;
}

/** Scripts that examine what a step has set up, each in a file with the step's name: for drift, for the status, for the end of a failure. */
const looks = ["drift", "status", "serving"];

const toolkits: Readonly<Record<Role, Files>> = { sms: toolkitFor("sms"), fe: toolkitFor("fe") };

function toolkitFor(role: Role): Files {
  const ofSteps = stepsOf(role).flatMap(({ name: step }) =>
    ["steps", ...looks].map((folder) => `${folder}/${step}.sh`),
  );
  const roots = ["step.sh", "drift/look.sh", ...ofSteps.filter((path) => toolkitFiles.has(path))];
  return only(closureOf(toolkitFiles, roots));
}

/** The files that a host of that role gets. */
export function toolkitOf(role: Role): Files {
  return toolkits[role];
}

/**
 * A short fingerprint of everything that runs when this step does. It is a word of the step's command, so a step whose scripts have changed
 * runs again where it has run before, and no other step does. `ready` and `retire` also use the scripts of other steps; the versions of
 * those steps cover these.
 */
export function stepVersion(step: string): string {
  const version = stepVersions.get(step) ?? stepVersionIn(toolkitFiles, step);
  stepVersions.set(step, version);
  return version;
}

/** Results by step, because every host asks for them. */
const stepVersions = new Map<string, string>();

/** The same for any scripts. */
export function stepVersionIn(files: Files, step: string): string {
  return fingerprint(files, closureOf(files, ["step.sh", `steps/${step}.sh`]));
}

/** A fingerprint of all files that a host of that role gets. */
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

/** The files of a host of that role in the format of `sha256sum -c`, with paths in the toolkit's folder. */
export function toolkitChecksums(role: Role): string {
  return [...toolkitOf(role)]
    .map(([path, content]) => [createHash("sha256").update(lines(content)).digest("hex"), path].join("  "))
    .join("\n");
}

/** The content as the installer writes it to the host, with a line feed at its end. */
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

/** The files with these paths, in the order of `toolkitFiles`. */
function only(paths: readonly string[]): Files {
  const wanted = new Set(paths);
  return new Map([...toolkitFiles].filter(([path]) => wanted.has(path)));
}
