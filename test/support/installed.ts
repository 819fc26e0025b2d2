// The example program as a stranger has it: a copy, with the package that `npm pack` made in its node_modules. The
// package's own dependencies are found in the repository's, which is around it.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { must, root } from "./stack/pulumi.ts";

export const example = join(root, "examples/cluster");

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs the library, and gives the archive's path and its files'. */
export async function pack(): Promise<{ archive: string; files: readonly string[] }> {
  const folder = join(root, ".dev/pack");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const printed = await must("npm", ["pack", "--silent", "--json", "--pack-destination", folder]);
  const [packed] = JSON.parse(printed) as readonly Packed[];
  if (packed === undefined) throw new Error(`npm pack made nothing: ${printed}`);
  return { archive: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Installs it for the program in `folder`. */
export async function install(archive: string, folder: string): Promise<void> {
  const target = join(folder, "node_modules/n2acd-ha");
  await mkdir(target, { recursive: true });
  await must("tar", ["-xzf", archive, "-C", target, "--strip-components=1"]);
}
