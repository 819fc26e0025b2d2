/** Which plugins, and which npm packages, a program needs: from its package.json and the installed packages. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

export interface Plugin {
  readonly name: string;
  /** With a leading v. */
  readonly version: string;
  readonly server: string;
}

function readPackage(directory: string): PackageJson | undefined {
  const file = path.join(directory, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PackageJson) : undefined;
}

function* upFrom(directory: string): Generator<string> {
  yield directory;
  const parent = path.dirname(directory);
  if (parent !== directory) yield* upFrom(parent);
}

/** The installed packages that the program's own package.json names. */
export function dependencies(programDirectory: string): PackageJson[] {
  const start = path.resolve(programDirectory);
  const own = [...upFrom(start)].map(readPackage).find((found) => found !== undefined);
  const names = Object.keys({ ...own?.dependencies, ...own?.devDependencies });
  return names.flatMap((name) => {
    const places = [...upFrom(start)].map((directory) => path.join(directory, "node_modules", name));
    return places.map(readPackage).find((found) => found !== undefined) ?? [];
  });
}

export function requiredPlugins(programDirectory: string): Plugin[] {
  return dependencies(programDirectory).flatMap(({ name, version, pulumi }) => {
    const plugin = pulumi?.name ?? (name?.startsWith("@pulumi/") ? name.slice("@pulumi/".length) : undefined);
    const pinned = pulumi?.version ?? version;
    if (pulumi?.resource !== true || plugin === undefined || pinned === undefined) return [];
    return [{ name: plugin, version: `v${pinned.replace(/^v/, "")}`, server: pulumi.server ?? "" }];
  });
}
