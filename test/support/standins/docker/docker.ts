/** The docker client, run without a shell. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Props } from "../shared/diff.ts";

/** Runs `docker ARGS...` and gives its stdout; docker's own words are the error. */
export function docker(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("docker", args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout.trim());
      else if (error.code === "ENOENT") reject(new Error("The docker command is not on PATH: install it."));
      // Arguments may hold secrets (environment); only the verb is told.
      else reject(new Error(`docker ${args.slice(0, 2).join(" ")}: ${stderr.trim() || error.message}`));
    });
  });
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  /no such (container|network|image|object)|network .* not found/i.test(error.message);

/** Undefined where docker says there is no such thing. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What `docker TYPE inspect` tells, or undefined when it is gone. */
export async function inspect(type: string, id: string): Promise<Props | undefined> {
  const told = await unlessMissing(docker(type, "inspect", id));
  return told === undefined ? undefined : (JSON.parse(told) as Props[])[0];
}

/** The name that was given, the one it has, or one made from the resource's name. */
export function named(inputs: Props, urn: string, olds: Props): Props {
  const automatic = `${urn.split("::").at(-1) ?? ""}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  return { ...inputs, name: inputs["name"] ?? olds["name"] ?? automatic };
}
