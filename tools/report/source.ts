import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { brief } from "../../lib/brief.ts";
import { type Place, runPulumi } from "../hosts/pulumi.ts";
import { errorsOf, type Preview, readPreview, urnParts } from "./preview.ts";
import { failure, type Report, reportOf } from "./stack.ts";

/** The report of a preview whose output is in a file. Where the output does not name the stack, the file's name is used. */
export async function previewIn(file: string): Promise<Report> {
  const text = await readFile(file, "utf8");
  const named = basename(file, ".json");
  try {
    const preview = readPreview(text);
    return reportOf(stackOf(preview) ?? named, preview);
  } catch (error) {
    return failure(named, error instanceof Error ? error.message : String(error));
  }
}

/** Runs the preview of a stack, with the environment's backend and passphrase. */
export async function previewOf(place: Place): Promise<Report> {
  let preview: Preview;
  try {
    preview = await run(place);
  } catch (error) {
    return failure(place.stack, error instanceof Error ? error.message : String(error));
  }
  return reportOf(place.stack, preview);
}

/**
 * Runs a brief preview of a stack, without the toolkits, and returns it as data.
 *
 * @throws Error with the preview's errors, such as what is wrong in the stack file.
 */
export async function previewed(place: Place): Promise<Preview> {
  const preview = await run(place, brief);
  const errors = errorsOf(preview);
  if (errors.length === 0) return preview;
  throw new Error(`pulumi preview: ${errors.map((message) => message.trim()).join("\n")}`);
}

async function run(place: Place, besides?: NodeJS.ProcessEnv): Promise<Preview> {
  const args = ["preview", "--json", "--show-sames", "--color", "never"];
  const { status, stdout, stderr } = await runPulumi(place, args, besides);
  const said = new Error(stderr.trim() || stdout.trim() || "pulumi preview printed nothing");
  let preview;
  try {
    preview = readPreview(stdout);
  } catch {
    throw said;
  }
  if (status !== 0 && errorsOf(preview).length === 0) throw said;
  return preview;
}

/** The names of the stacks that have a file, sorted. */
export async function stacksOf(cwd: string): Promise<string[]> {
  return (await readdir(cwd))
    .map((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

function stackOf({ steps }: Preview): string | undefined {
  return steps[0] === undefined ? undefined : urnParts(steps[0].urn).stack;
}
