import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { runProgram } from "../../lib/program.ts";
import { type Preview, readPreview, urnParts } from "./preview.ts";
import { failure, type Report, reportOf } from "./stack.ts";

/** The report of what a preview printed into a file. Where that does not name the stack, the file does. */
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
export async function previewOf(stack: string, cwd: string): Promise<Report> {
  const flags = ["--non-interactive", "--color", "never", "-C", cwd, "--stack", stack];
  const { stdout, stderr } = await runProgram(["pulumi", "preview", "--json", "--show-sames", ...flags]);
  let preview: Preview;
  try {
    preview = readPreview(stdout);
  } catch {
    return failure(stack, stderr.trim() || stdout.trim() || "pulumi preview printed nothing");
  }
  return reportOf(stack, preview);
}

/** The stacks that have a file, by name. */
export async function stacksOf(cwd: string): Promise<string[]> {
  return (await readdir(cwd))
    .map((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

function stackOf({ steps }: Preview): string | undefined {
  return steps[0] === undefined ? undefined : urnParts(steps[0].urn).stack;
}
