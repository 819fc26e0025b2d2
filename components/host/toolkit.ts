import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Where the step scripts, and beside them the journal of what they changed, live on a host. */
export const hostFolder = "/var/lib/n2acd-ha";

const assets = join(import.meta.dirname, "../../assets");

/** What a node is: an SMS node or a front end. */
export type Role = "sms" | "fe";

/** By path on the host: the scripts, and beside them the programs that the steps `agent` and `guard` install, which share files. */
const toolkitFiles: ReadonlyMap<string, string> = new Map([
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

/** A front end has no database, no agent and no Jarvis. */
const smsOnly =
  /^(agent\/|guard\/|(steps|drift)\/(agent|database|guard|jarvis)\.|status\/(database|guard)\.|steps\/haproxy\.|reload\/held\.|lib\/(agent|haproxy-limits|hba|hold|line|login|paths|program|role|rotation|secrets)\b)/;

const toolkits: Readonly<Record<Role, ReadonlyMap<string, string>>> = {
  sms: toolkitFiles,
  fe: new Map([...toolkitFiles].filter(([path]) => !smsOnly.test(path))),
};

/** What a host of that role gets. */
export function toolkitOf(role: Role): ReadonlyMap<string, string> {
  return toolkits[role];
}

/**
 * A short fingerprint of everything that runs when this step does. It is a word of the step's command, so that a
 * changed script runs again where it has run before, and only that one.
 */
export function stepVersion(step: string): string {
  const version = stepVersions.get(step) ?? fingerprint((path) => runsIn(step, path));
  stepVersions.set(step, version);
  return version;
}

/** By step: every host asks. */
const stepVersions = new Map<string, string>();

function runsIn(step: string, path: string): boolean {
  if (path.startsWith("steps/")) return path === `steps/${step}.sh`;
  if (path.startsWith("drift/")) return false;
  if (path.startsWith("status/")) return step === "status";
  if (path.startsWith("vip/")) return step === "vip";
  if (path.startsWith("guard/")) return step === "guard";
  return step === "agent" || step === "guard" || !path.startsWith("agent/");
}

/** A fingerprint of all that such a host gets. */
export function toolkitVersion(role: Role): string {
  const version = toolkitVersions.get(role) ?? fingerprint((path) => toolkitOf(role).has(path));
  toolkitVersions.set(role, version);
  return version;
}

const toolkitVersions = new Map<Role, string>();

/** A fingerprint of the bundled agent's program. */
export function bundledVersion(): string {
  return fingerprint((path) => path.startsWith("agent/"));
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

function fingerprint(includes: (path: string) => boolean): string {
  const hash = createHash("sha256");
  for (const [path, content] of toolkitFiles)
    if (includes(path)) hash.update(path).update("\0").update(content);
  return hash.digest("hex").slice(0, 8);
}
